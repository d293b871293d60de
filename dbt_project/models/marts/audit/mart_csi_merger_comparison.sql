-- What merging does to a node: its mean over merged and over unmerged units, and, of years that are
-- restated, over merged units and over their predecessors. Only units that are ranked and reported
-- it. A mean of fewer than five units is none: it would say what each of them has.
{% set fewest = 5 %}
with

units as (
    select
        points.method,
        points.geography,
        points.unit_id,
        points.index_year,
        points.node_id,
        points.normalised,
        scores.is_restated,
        dim_unit.is_merged,
        points.is_synthetic
    from {{ ref('int_node_points') }} as points
    inner join {{ ref('int_unit_scores') }} as scores
        on
            points.method = scores.method
            and points.geography = scores.geography
            and points.unit_id = scores.unit_id
            and points.index_year = scores.index_year
            and scores.rank_of_unit is not null
    inner join {{ ref('dim_unit') }} as dim_unit on points.unit_id = dim_unit.unit_id
    where points.status = 'reported' and points.lost_by_policy is null
),

predecessors as (
    select
        units.method,
        units.index_year,
        units.node_id,
        lineage.successor_unit_id as unit_id,
        count(*) as members,
        sum(units.normalised) as sum_of_members
    from units
    inner join {{ ref('dim_unit_lineage') }} as lineage on units.unit_id = lineage.unit_id
    group by units.method, units.index_year, units.node_id, lineage.successor_unit_id
),

members as (
    select
        successor_unit_id as unit_id,
        count(*) as members
    from {{ ref('dim_unit_lineage') }}
    group by successor_unit_id
),

-- A merged unit is compared where all its predecessors are there to compare with.
compared as (
    select
        units.method,
        units.geography,
        units.index_year,
        units.node_id,
        units.normalised,
        units.is_restated,
        units.is_merged,
        units.is_synthetic,
        case
            when units.is_merged and units.is_restated and predecessors.members = members.members
                then {{ divide('predecessors.sum_of_members', 'predecessors.members') }}
        end as mean_of_predecessors
    from units
    left join predecessors
        on
            units.method = predecessors.method
            and units.index_year = predecessors.index_year
            and units.node_id = predecessors.node_id
            and units.unit_id = predecessors.unit_id
    left join members on units.unit_id = members.unit_id
),

sums as (
    select
        method,
        geography,
        index_year,
        node_id,
        count(case when is_merged then 1 end) as merged_units,
        count(case when not is_merged then 1 end) as unmerged_units,
        count(mean_of_predecessors) as compared_units,
        sum(case when is_merged then normalised end) as sum_of_merged,
        sum(case when not is_merged then normalised end) as sum_of_unmerged,
        sum(mean_of_predecessors) as sum_of_predecessors,
        sum(normalised - mean_of_predecessors) as sum_of_gains,
        max(case when is_restated then 1 else 0 end) = 1 as is_restated,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from compared
    group by method, geography, index_year, node_id
),

means as (
    select
        method,
        geography,
        index_year,
        node_id,
        merged_units,
        unmerged_units,
        compared_units,
        is_restated,
        is_synthetic,
        case
            when merged_units >= {{ fewest }}
                then {{ divide('sum_of_merged', 'merged_units') }}
        end as merged_share,
        case
            when unmerged_units >= {{ fewest }}
                then {{ divide('sum_of_unmerged', 'unmerged_units') }}
        end as unmerged_share,
        case
            when compared_units >= {{ fewest }}
                then {{ divide('sum_of_predecessors', 'compared_units') }}
        end as predecessor_share,
        case
            when compared_units >= {{ fewest }}
                then {{ divide('sum_of_gains', 'compared_units') }}
        end as gain_share
    from sums
    where merged_units > 0
)

select
    means.method,
    means.geography,
    means.index_year,
    means.node_id,
    node.sort_order as node_sort_order,
    node.kind as node_kind,
    node.name_vi as node_name_vi,
    node.name_en as node_name_en,
    cast(means.merged_units as integer) as merged_units,
    cast(means.unmerged_units as integer) as unmerged_units,
    cast(round(means.merged_share, 6) as decimal(18, 6)) as merged_share,
    cast(round(means.unmerged_share, 6) as decimal(18, 6)) as unmerged_share,
    cast(round(means.merged_share - means.unmerged_share, 6) as decimal(18, 6)) as advantage_share,
    cast(means.compared_units as integer) as compared_units,
    cast(round(means.predecessor_share, 6) as decimal(18, 6)) as predecessor_share,
    cast(round(means.gain_share, 6) as decimal(18, 6)) as gain_share,
    means.is_restated,
    means.is_synthetic
from means
inner join {{ ref('node') }} as node
    on means.method = node.method and means.node_id = node.node_id
