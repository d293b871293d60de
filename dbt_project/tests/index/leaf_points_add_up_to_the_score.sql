-- Under arithmetic means the points of the indicators add up to the score, up to the rounding of
-- each; and what is within reach is never more than the scale.
{{ config(meta={'dagster': {'ref': {'name': 'int_node_points'}}}) }}
with

not_additive as (
    select distinct method
    from {{ ref('node_rule') }}
    where aggregation not in ('arithmetic', 'sum_of_parts')
),

leaves as (
    select
        points.method,
        points.geography,
        points.unit_id,
        points.index_year,
        sum(points.points) as sum_of_points,
        sum(points.max_points) as sum_of_max_points
    from {{ ref('int_node_points') }} as points
    inner join {{ ref('int_leaf_scores') }} as leaves
        on
            points.method = leaves.method
            and points.geography = leaves.geography
            and points.unit_id = leaves.unit_id
            and points.index_year = leaves.index_year
            and points.node_id = leaves.node_id
            and leaves.vintage = 'now'
    group by points.method, points.geography, points.unit_id, points.index_year
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
        and roots.geography = leaves.geography
        and roots.unit_id = leaves.unit_id
        and roots.index_year = leaves.index_year
left join not_additive on roots.method = not_additive.method
where
    not_additive.method is null
    and roots.parent_id is null
    and roots.status = 'reported'
    and (
        abs(roots.points - leaves.sum_of_points) > 0.000001 * greatest(1, abs(roots.points))
        or leaves.sum_of_max_points - roots.max_points > 0.000001
    )
