-- Which unit a figure counts for in each geography: its own, and the one it became. Restating
-- goes forward only; there is no way back from the 34 to the 63. No population of the 63 has been
-- sourced, so no indicator of ours can be merged by population (a test refuses it).
with

provinces as (
    select
        unit_id,
        geography
    from {{ ref('unit') }}
    where kind = 'province'
)

select
    unit_id as source_unit_id,
    geography,
    unit_id,
    cast(null as decimal(18, 3)) as population
from provinces

union all

select
    lineage.unit_id as source_unit_id,
    successors.geography,
    successors.unit_id,
    cast(null as decimal(18, 3)) as population
from {{ ref('unit_lineage') }} as lineage
inner join provinces as successors on lineage.successor_unit_id = successors.unit_id
