-- Known contradiction, kept and shown: the announcement of 2020 says 36 agencies moved up, 50
-- stayed and 4 moved down, 90 together, of 89 that were assessed.
{{ config(
    severity='warn',
    tags=['known_contradiction'],
    meta={'dagster': {'ref': {'name': 'csi_published_claims'}}}
) }}

with

moves as (
    select
        index_year,
        entity_type,
        sum(value) as agencies_moved
    from {{ ref('csi_published_claims') }}
    where claim in ('moved_up', 'unchanged', 'moved_down')
    group by index_year, entity_type
)

select
    moves.index_year,
    moves.entity_type,
    moves.agencies_moved,
    counts.total
from moves
inner join {{ ref('csi_grade_counts') }} as counts
    on moves.index_year = counts.year and moves.entity_type = counts.entity_type
where moves.agencies_moved != counts.total
