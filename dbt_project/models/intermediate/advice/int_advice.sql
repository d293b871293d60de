-- What each indicator would add to a unit's score if it rose to the next band of grades, or to the
-- median of the ranked units that reported it, the largest gain first. Under arithmetic means, and
-- on frozen scales that can be read backwards from a score to a value; `csi what-if` computes all
-- others.
{% set unit_year = ['method', 'geography', 'unit_id', 'index_year'] %}

with

latest as (
    select
        method,
        geography,
        max(index_year) as index_year
    from {{ ref('int_unit_scores') }}
    where season = 'complete' and not is_restated
    group by method, geography
),

bands as (
    select
        method,
        grade,
        score_from,
        lead(score_from) over (partition by method order by score_from) as next_band_from
    from {{ ref('band') }}
),

other_means as (
    select method
    from {{ ref('node_rule') }}
    where aggregation not in ('arithmetic', 'sum_of_parts')
    group by method
),

indicators as (
    select
        {% for key in unit_year %}
            points.{{ key }},
        {% endfor %}
        points.node_id,
        points.status,
        points.max_points,
        points.is_synthetic,
        coalesce(points.normalised, 0) as x,
        leaves.value,
        rules.direction,
        rules.pooling,
        coalesce(rules.transform, 'none') as transform,
        coalesce({{ goalpost('rules', 'lo') }}, 0) as lo,
        {{ goalpost('rules', 'hi') }} as hi,
        methods.scale_max,
        units.rank_of_unit is not null as is_ranked
    from {{ ref('int_node_points') }} as points
    inner join latest
        on
            points.method = latest.method
            and points.geography = latest.geography
            and points.index_year = latest.index_year
    inner join {{ ref('int_unit_scores') }} as units
        on
            points.method = units.method
            {% for key in unit_year[1:] %}
                and points.{{ key }} = units.{{ key }}
            {% endfor %}
    inner join {{ ref('int_leaf_scores') }} as leaves
        on
            points.node_id = leaves.node_id
            and leaves.vintage = 'now'
            {% for key in unit_year %}
                and points.{{ key }} = leaves.{{ key }}
            {% endfor %}
    inner join {{ ref('node_rule') }} as rules
        on points.method = rules.method and points.node_id = rules.node_id
    inner join {{ ref('method_version') }} as methods on points.method = methods.method
    left join other_means on points.method = other_means.method
    where
        other_means.method is null
        and points.status in ('reported', 'not_reported')
        and points.max_points > 0
        and rules.normalisation in ('goalposts', 'ratio', 'yes_no', 'cap')
),

placed as (
    select
        method,
        geography,
        index_year,
        node_id,
        x,
        row_number() over (
            partition by method, geography, index_year, node_id
            order by x asc, unit_id asc
        ) as place,
        count(*) over (partition by method, geography, index_year, node_id) as units
    from indicators
    where status = 'reported' and is_ranked
),

medians as (
    select
        method,
        geography,
        index_year,
        node_id,
        {{ divide('sum(x)', 'count(*)') }} as x
    from placed
    where 2 * place between units and units + 2
    group by method, geography, index_year, node_id
),

targets as (
    select
        indicators.*,
        'next_band' as target,
        bands.grade as target_grade,
        {{ divide('bands.score_from', 'indicators.scale_max') }} as target_x,
        row_number() over (
            partition by
                indicators.method, indicators.geography, indicators.unit_id,
                indicators.index_year, indicators.node_id
            order by bands.score_from
        ) as bands_above
    from indicators
    inner join bands
        on
            indicators.method = bands.method
            and bands.score_from > indicators.x * indicators.scale_max

    union all

    select
        indicators.*,
        'peers_median' as target,
        null as target_grade,
        medians.x as target_x,
        1 as bands_above
    from indicators
    inner join medians
        on
            indicators.method = medians.method
            and indicators.geography = medians.geography
            and indicators.index_year = medians.index_year
            and indicators.node_id = medians.node_id
            and indicators.x < medians.x
),

-- From the score back to the value: between the goalposts, then the transform undone.
reached as (
    select
        *,
        case direction when '-' then 1 - cast(target_x as double) else cast(target_x as double) end
            as part_of_range,
        {{ transformed('lo', 'transform') }} as t_lo,
        {{ transformed('hi', 'transform') }} as t_hi
    from targets
    where bands_above = 1
),

untransformed as (
    select
        *,
        cast(t_lo as double) + part_of_range * cast(t_hi - t_lo as double) as t_value
    from reached
),

valued as (
    select
        *,
        cast(
            case transform
                when 'log' then exp(t_value)
                when 'log10' then pow(10, t_value)
                when 'sqrt' then t_value * t_value
                else t_value
            end as decimal(38, 12)
        ) as exact_value
    from untransformed
),

-- Half a drill cannot be held, nor half a regulation be in force.
in_wholes as (
    select
        *,
        pooling in ('sum', 'any') and transform = 'none' as is_whole,
        case
            when pooling not in ('sum', 'any') or transform != 'none' then exact_value
            when direction = '-' then cast(floor(exact_value) as decimal(38, 12))
            else cast(ceil(exact_value) as decimal(38, 12))
        end as target_value
    from valued
),

gaining as (
    select
        *,
        cast(
            case
                when not is_whole then target_x
                when direction = '-' then 1 - {{ divide('target_value - lo', 'hi - lo') }}
                else {{ divide('target_value - lo', 'hi - lo') }}
            end as decimal(38, 12)
        ) as reached_x
    from in_wholes
),

gained as (
    select
        *,
        cast(
            round(
                round(
                    (case when reached_x > 1 then 1 else reached_x end - x)
                    * cast(max_points as decimal(18, 12)),
                    8
                ),
                2
            ) as decimal(9, 2)
        ) as score_gain
    from gaining
),

-- A share in percentage points; a count, that has no whole, in hundredths of its range.
with_effort as (
    select
        *,
        case
            when status = 'reported'
                then cast(
                    round(
                        100 * abs(cast(target_value - value as double))
                        / case when pooling = 'sum' then cast(hi - lo as double) else 1 end,
                        2
                    ) as decimal(18, 2)
                )
        end as own_points
    from gained
    where score_gain > 0
),

priced as (
    select
        *,
        {{ divide('own_points', 'score_gain') }} as own_points_per_score_point
    from with_effort
)

select
    priced.method,
    priced.geography,
    priced.unit_id,
    priced.index_year,
    priced.node_id,
    priced.target,
    -- A whole step can pass a band: 1 of 1 is the best grade, and not the next one.
    case
        when priced.target = 'next_band' and priced.is_whole then bands.grade
        else priced.target_grade
    end as target_grade,
    priced.status,
    priced.pooling = 'sum' as is_count,
    priced.pooling = 'any' as is_yes_no,
    priced.value,
    cast(round(priced.target_value, 6) as decimal(38, 12)) as target_value,
    priced.score_gain,
    priced.own_points,
    cast(round(priced.own_points_per_score_point, 4) as decimal(18, 4))
        as own_points_per_score_point,
    cast(
        row_number() over (
            partition by
                priced.method, priced.geography, priced.unit_id, priced.index_year, priced.target
            order by
                priced.score_gain desc,
                priced.own_points_per_score_point asc nulls last,
                node.sort_order asc
        ) as integer
    ) as step,
    priced.is_synthetic
from priced
inner join {{ ref('node') }} as node
    on priced.method = node.method and priced.node_id = node.node_id
left join bands
    on
        priced.method = bands.method
        and priced.reached_x * priced.scale_max >= bands.score_from
        and (
            bands.next_band_from is null
            or priced.reached_x * priced.scale_max < bands.next_band_from
        )
