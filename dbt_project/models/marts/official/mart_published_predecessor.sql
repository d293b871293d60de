-- What was published for the units that each of today's was made from.
select
    published.index_year,
    lineage.successor_unit_id as unit_id,
    published.unit_id as predecessor_unit_id,
    published.unit_name as predecessor_name,
    published.grades
from {{ ref('mart_published_grade') }} as published
inner join {{ ref('dim_unit_lineage') }} as lineage on published.unit_id = lineage.unit_id
