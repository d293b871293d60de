-- Points lie between nothing and what is within reach, where every indicator of the method is
-- scored between 0 and 1.
{{ config(meta={'dagster': {'ref': {'name': 'int_node_points'}}}) }}
with

open_ended as (
    select distinct method
    from {{ ref('node_rule') }}
    where
        form is not null
        and (
            normalisation in ('none', 'z_score', 'rank', 'ratio_to_best', 'distance_to_best')
            or coalesce(cap, 'both') != 'both'
        )
)

select
    points.method,
    points.unit_id,
    points.index_year,
    points.node_id,
    points.points,
    points.max_points
from {{ ref('int_node_points') }} as points
left join open_ended on points.method = open_ended.method
where
    open_ended.method is null
    and (points.points < 0 or points.points > points.max_points)
