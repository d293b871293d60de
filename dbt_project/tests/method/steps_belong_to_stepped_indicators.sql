-- Indicators scored by steps or choice have their points, and no others have any; options of a
-- choice have labels.
{{ config(meta={'dagster': {'ref': {'name': 'point_step'}}}) }}
with

stepped as (
    select
        method,
        node_id,
        normalisation
    from {{ ref('node_rule') }}
    where normalisation in ('steps', 'choice')
)

select
    coalesce(stepped.method, points.method) as method,
    coalesce(stepped.node_id, points.node_id) as node_id
from {{ ref('point_step') }} as points
full outer join stepped
    on points.method = stepped.method and points.node_id = stepped.node_id
where
    points.node_id is null
    or stepped.node_id is null
    or (stepped.normalisation = 'choice') != (points.option is not null)
