-- The bars of the method against what the audit found. A bar is not judged over few units.
with

statistics as (
    select
        method,
        geography,
        index_year,
        statistic,
        node_id,
        other_id,
        value,
        units,
        is_synthetic,
        -- A correlation is as strong when it is negative.
        case when statistic = 'correlation' then abs(value) else value end as strength
    from {{ ref('audit_statistics') }}
),

placed as (
    select
        method,
        geography,
        index_year,
        statistic,
        node_id,
        other_id,
        value,
        units,
        is_synthetic,
        strength,
        row_number() over (
            partition by method, geography, index_year, statistic
            order by strength desc, node_id asc, other_id asc
        ) as place_from_top,
        row_number() over (
            partition by method, geography, index_year, statistic
            order by strength asc, node_id asc, other_id asc
        ) as place_from_bottom
    from statistics
),

gaps as (
    select
        weights.method,
        weights.geography,
        weights.index_year,
        weights.node_id,
        weights.units,
        weights.is_synthetic,
        weights.value as weight,
        abs(importances.value - weights.value) as gap,
        row_number() over (
            partition by weights.method, weights.geography, weights.index_year
            order by abs(importances.value - weights.value) desc, weights.node_id asc
        ) as place
    from statistics as weights
    inner join statistics as importances
        on
            weights.method = importances.method
            and weights.geography = importances.geography
            and weights.index_year = importances.index_year
            and weights.node_id = importances.node_id
            and importances.statistic = 'importance_share'
    where weights.statistic = 'weight'
),

silent as (
    select
        weights.method,
        weights.geography,
        weights.index_year,
        weights.units,
        weights.is_synthetic,
        sum(
            case
                when importances.value >= 0.05 then 0
                else cast(weights.value as decimal(18, 6))
            end
        ) as weight
    from statistics as weights
    inner join statistics as importances
        on
            weights.method = importances.method
            and weights.geography = importances.geography
            and weights.index_year = importances.index_year
            and weights.node_id = importances.node_id
            and importances.statistic = 'importance'
    where weights.statistic = 'weight'
    group by
        weights.method, weights.geography, weights.index_year, weights.units, weights.is_synthetic
),

intervals as (
    select
        method,
        geography,
        index_year,
        is_synthetic,
        count(*) as units,
        cast(sum(rank_worst - rank_best) as double) / count(*) / count(*) as value
    from {{ ref('mart_csi_uncertainty') }}
    where units_not_told_apart is not null
    group by method, geography, index_year, is_synthetic
),

advantages as (
    select
        method,
        geography,
        index_year,
        node_id,
        advantage_share,
        merged_units + unmerged_units as units,
        is_synthetic,
        row_number() over (
            partition by method, geography, index_year
            order by advantage_share desc, node_id asc
        ) as place
    from {{ ref('mart_csi_merger_comparison') }}
    where node_kind = 'indicator' and advantage_share is not null
),

restated as (
    select
        assessed.method,
        assessed.geography,
        assessed.index_year,
        assessed.is_synthetic,
        count(*) as units,
        count(case when standings.standing = 'above_all' then 1 end) as above_all
    from intervals as assessed
    inner join {{ ref('mart_csi_merger_standing') }} as standings
        on
            assessed.method = standings.method
            and assessed.geography = standings.geography
            and assessed.index_year >= standings.index_year
    where standings.standing != 'not_known'
    group by
        assessed.method, assessed.geography, assessed.index_year, assessed.is_synthetic
),

found as (
    {% for bar, statistic, place, value in [
        ('highest_correlation', 'correlation', 'place_from_top', 'strength'),
        ('lowest_correlation_with_index', 'correlation_with_index', 'place_from_bottom', 'value'),
        ('lowest_alpha', 'alpha', 'place_from_bottom', 'value'),
        ('first_component_share', 'component_share', 'place_from_top', 'value'),
        ('left_out_shift', 'left_out_shift', 'place_from_top', 'value / units'),
    ] %}
        select
            method,
            geography,
            index_year,
            '{{ bar }}' as bar,
            node_id,
            nullif(other_id, '-') as other_id,
            {{ value }} as value,
            units,
            is_synthetic
        from placed
        where statistic = '{{ statistic }}' and {{ place }} = 1
        union all
    {% endfor %}
    select
        method,
        geography,
        index_year,
        'importance_gap' as bar,
        node_id,
        null as other_id,
        gap as value,
        units,
        is_synthetic
    from gaps
    where place = 1
    union all
    select
        method,
        geography,
        index_year,
        'silent_weight' as bar,
        null as node_id,
        null as other_id,
        weight as value,
        units,
        is_synthetic
    from silent
    union all
    select
        method,
        geography,
        index_year,
        'rank_interval' as bar,
        null as node_id,
        null as other_id,
        value,
        units,
        is_synthetic
    from intervals
    union all
    select
        method,
        geography,
        index_year,
        'merged_advantage' as bar,
        node_id,
        null as other_id,
        advantage_share as value,
        units,
        is_synthetic
    from advantages
    where place = 1
    union all
    select
        method,
        geography,
        index_year,
        'restated_above_predecessors' as bar,
        null as node_id,
        null as other_id,
        cast(above_all as double) / units as value,
        units,
        is_synthetic
    from restated
),

-- A bar that blocks is judged even where its statistic is not there.
judged as (
    select
        assessed.method,
        assessed.geography,
        assessed.index_year,
        bars.bar,
        found.node_id,
        found.other_id,
        cast(round(found.value, 6) as decimal(18, 6)) as value,
        coalesce(found.units, assessed.units) as units,
        assessed.is_synthetic,
        bars.bar_limit,
        bars.direction,
        bars.blocks,
        bars.minimum_units
    from intervals as assessed
    inner join {{ ref('audit_bar') }} as bars on assessed.method = bars.method
    left join found
        on
            assessed.method = found.method
            and assessed.geography = found.geography
            and assessed.index_year = found.index_year
            and bars.bar = found.bar
    where found.bar is not null or bars.blocks
)

select
    method,
    geography,
    index_year,
    bar,
    node_id,
    other_id,
    value,
    bar_limit,
    direction,
    case
        when units < minimum_units then null
        when value is null then false
        when direction = 'at_most' then value <= bar_limit
        else value >= bar_limit
    end as passes,
    blocks,
    cast(units as integer) as units,
    is_synthetic
from judged
