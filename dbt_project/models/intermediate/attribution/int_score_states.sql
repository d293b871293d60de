-- The score of every ranked unit and year in two states: on the data as first known and on the data
-- as known now. Data first known that gave no rank was never a score: there, the first state is the
-- one of now.
with

ranked as (
    select
        vintage,
        method,
        geography,
        unit_id,
        index_year,
        cast(score as decimal(38, 12)) as score
    from {{ ref('int_node_ranks') }}
    where parent_id is null and not_ranked_reason is null
)

select
    vintage,
    method,
    geography,
    unit_id,
    index_year,
    score
from ranked

union all

select
    'first' as vintage,
    now.method,
    now.geography,
    now.unit_id,
    now.index_year,
    now.score
from ranked as now
left join ranked as first_known
    on
        first_known.vintage = 'first'
        and now.method = first_known.method
        and now.geography = first_known.geography
        and now.unit_id = first_known.unit_id
        and now.index_year = first_known.index_year
where now.vintage = 'now' and first_known.unit_id is null
