-- Three series of every unit, with the years across which no line may be drawn: where the method
-- changes without a link, and where a unit made from several begins to report itself. Beside them
-- the plain mean of the predecessors, which is not ours.
with

predecessors as (
    select
        successor_unit_id,
        count(*) as predecessors
    from {{ ref('unit_lineage') }}
    group by successor_unit_id
    having count(*) > 1
),

plain_means as (
    select
        points.method,
        lineage.successor_unit_id as unit_id,
        points.index_year,
        case
            when count(points.score) = max(predecessors.predecessors)
                then {{ divide('sum(points.score)', 'count(points.score)') }}
        end as plain_mean
    from {{ ref('int_series_points') }} as points
    inner join {{ ref('unit_lineage') }} as lineage on points.unit_id = lineage.unit_id
    inner join predecessors on lineage.successor_unit_id = predecessors.successor_unit_id
    where points.series = 'as_reported'
    group by points.method, lineage.successor_unit_id, points.index_year
),

points as (
    select
        points.method,
        points.series,
        points.geography,
        points.unit_id,
        points.index_year,
        points.computed_under,
        points.score,
        points.grade,
        points.not_ranked_reason,
        points.is_restated,
        points.is_synthetic,
        predecessors.predecessors,
        lineage.successor_unit_id,
        plain_means.plain_mean,
        lag(points.computed_under) over (
            partition by points.method, points.series, points.unit_id order by points.index_year
        ) as previous_computed_under,
        lag(points.is_restated) over (
            partition by points.method, points.series, points.unit_id order by points.index_year
        ) as previous_is_restated
    from {{ ref('int_series_points') }} as points
    left join predecessors on points.unit_id = predecessors.successor_unit_id
    left join {{ ref('unit_lineage') }} as lineage on points.unit_id = lineage.unit_id
    left join plain_means
        on
            points.method = plain_means.method
            and points.unit_id = plain_means.unit_id
            and points.index_year = plain_means.index_year
)

select
    method,
    series,
    geography,
    unit_id,
    index_year,
    computed_under,
    cast(round(round(score, 6), 2) as decimal(9, 2)) as score,
    grade,
    not_ranked_reason,
    is_restated,
    coalesce(
        computed_under != previous_computed_under
        or (predecessors > 1 and previous_is_restated and not is_restated),
        false
    ) as is_break,
    cast(round(round(plain_mean, 8), 2) as decimal(9, 2)) as plain_mean,
    successor_unit_id,
    is_synthetic
from points
