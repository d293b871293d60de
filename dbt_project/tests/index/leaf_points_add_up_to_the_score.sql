-- The points of the indicators add up to the score, up to the rounding of each; and what is
-- within reach is always the whole scale.
{{ config(meta={'dagster': {'ref': {'name': 'int_node_points'}}}) }}
with

leaves as (
    select
        points.method,
        points.unit_id,
        points.index_year,
        sum(points.points) as sum_of_points,
        sum(points.max_points) as sum_of_max_points
    from {{ ref('int_node_points') }} as points
    inner join {{ ref('int_leaf_scores') }} as leaves
        on
            points.method = leaves.method
            and points.unit_id = leaves.unit_id
            and points.index_year = leaves.index_year
            and points.node_id = leaves.node_id
    group by points.method, points.unit_id, points.index_year
)

select
    roots.method,
    roots.unit_id,
    roots.index_year,
    roots.points,
    leaves.sum_of_points,
    leaves.sum_of_max_points
from {{ ref('int_node_points') }} as roots
inner join leaves
    on
        roots.method = leaves.method
        and roots.unit_id = leaves.unit_id
        and roots.index_year = leaves.index_year
where
    roots.parent_id is null
    and roots.status = 'reported'
    and (
        abs(roots.points - leaves.sum_of_points) > 0.000001
        or leaves.sum_of_max_points - roots.max_points > 0.000001
    )
