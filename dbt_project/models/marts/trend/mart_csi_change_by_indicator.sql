-- Where a change of own values comes from: the points of each indicator then and now, inside one
-- geography and method. Under arithmetic means they add up to the change of the score before it was
-- rounded; under other means points only say where a score lies, so those methods are left out. A
-- year without points adds none to the score, and has no points, which is not 0.
with

arithmetic_methods as (
    select method
    from {{ ref('node_rule') }}
    where form is null
    group by method
    having max(case when aggregation in ('arithmetic', 'sum_of_parts') then 0 else 1 end) = 0
),

indicators as (
    select
        points.method,
        points.geography,
        points.unit_id,
        points.index_year,
        points.node_id,
        case
            when points.status = 'reported' and points.lost_by_policy is null then points.points
        end as points,
        points.status
    from {{ ref('int_node_points') }} as points
    inner join arithmetic_methods on points.method = arithmetic_methods.method
    inner join {{ ref('node_rule') }} as rules
        on points.method = rules.method and points.node_id = rules.node_id
    where rules.form is not null
),

changed_meanings as (
    select distinct
        comparisons.method,
        comparisons.index_year,
        comparisons.from_year,
        meanings.node_id
    from {{ ref('int_score_comparisons') }} as comparisons
    inner join {{ ref('int_indicator_meanings') }} as meanings
        on
            comparisons.method = meanings.method
            and comparisons.from_year < meanings.first_year
            and comparisons.index_year >= meanings.first_year
)

select
    comparisons.method,
    comparisons.geography,
    comparisons.unit_id,
    comparisons.index_year,
    comparisons.from_year,
    node.node_id,
    node.sort_order as node_sort_order,
    node.name_vi as node_name_vi,
    node.name_en as node_name_en,
    cast(earlier.points as decimal(38, 12)) as points_then,
    cast(later.points as decimal(38, 12)) as points_now,
    case
        when later.points is not null or earlier.points is not null
            then cast(coalesce(later.points, 0) - coalesce(earlier.points, 0) as decimal(38, 12))
    end as points_change,
    earlier.status as status_then,
    later.status as status_now,
    changed_meanings.node_id is null as has_same_meaning,
    comparisons.is_synthetic
from {{ ref('int_score_comparisons') }} as comparisons
inner join indicators as later
    on
        comparisons.method = later.method
        and comparisons.unit_id = later.unit_id
        and comparisons.index_year = later.index_year
inner join indicators as earlier
    on
        later.method = earlier.method
        and later.unit_id = earlier.unit_id
        and later.node_id = earlier.node_id
        and comparisons.from_year = earlier.index_year
inner join {{ ref('int_score_states') }} as ranked_then
    on
        comparisons.method = ranked_then.method
        and comparisons.unit_id = ranked_then.unit_id
        and comparisons.from_year = ranked_then.index_year
        and ranked_then.vintage = 'now'
inner join {{ ref('node') }} as node
    on later.method = node.method and later.node_id = node.node_id
left join changed_meanings
    on
        comparisons.method = changed_meanings.method
        and comparisons.index_year = changed_meanings.index_year
        and comparisons.from_year = changed_meanings.from_year
        and later.node_id = changed_meanings.node_id
where
    comparisons.unit_id = comparisons.from_unit_id
    and comparisons.method = comparisons.from_method
