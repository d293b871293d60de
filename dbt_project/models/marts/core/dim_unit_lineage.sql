-- Which of today's units each former one became part of.
select
    unit_id,
    successor_unit_id,
    cast(effective_date as date) as effective_date,
    change_type,
    legal_basis
from {{ ref('unit_lineage') }}
