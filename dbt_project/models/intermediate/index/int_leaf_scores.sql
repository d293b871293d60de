-- Each indicator of each unit and complete year on its scale, by the method's normalisation:
-- between frozen goalposts, by published points, or, marked relative, against the other units.
{% set marks = ['late', 'waived', 'corrected', 'measured'] %}
{% set peers = 'partition by vintage, method, geography, index_year, node_id' %}

with

indicators as (
    select
        vintages.vintage,
        unit_years.method,
        unit_years.geography,
        unit_years.unit_id,
        unit_years.index_year,
        rules.node_id,
        rules.direction,
        rules.normalisation,
        rules.transform,
        coalesce(rules.cap, 'both') as cap,
        {{ goalpost('rules', 'lo') }} as goalpost_lo,
        {{ goalpost('rules', 'hi') }} as goalpost_hi
    from {{ ref('int_unit_years') }} as unit_years
    cross join {{ ref('int_vintages') }} as vintages
    inner join {{ ref('node_rule') }} as rules on unit_years.method = rules.method
    where unit_years.season = 'complete' and rules.form is not null
),

observed as (
    select
        indicators.vintage,
        indicators.method,
        indicators.geography,
        indicators.unit_id,
        indicators.index_year,
        indicators.node_id,
        indicators.direction,
        indicators.normalisation,
        indicators.transform,
        indicators.goalpost_lo,
        indicators.goalpost_hi,
        observations.numerator,
        observations.denominator,
        observations.value,
        coalesce(observations.agencies_due, 0) as agencies_due,
        coalesce(observations.agencies_reported, 0) as agencies_reported,
        coalesce(observations.agencies_not_applicable, 0) as agencies_not_applicable,
        {% for mark in marks %}
            coalesce(observations.agencies_{{ mark }}, 0) as agencies_{{ mark }},
        {% endfor %}
        coalesce(observations.status, 'not_reported') as status,
        case
            when coalesce(observations.status, 'not_reported') != 'reported' then null
            when
                indicators.cap in ('both', 'lower')
                and observations.value < indicators.goalpost_lo
                then indicators.goalpost_lo
            when
                indicators.cap in ('both', 'upper')
                and observations.value > indicators.goalpost_hi
                then indicators.goalpost_hi
            else observations.value
        end as capped_value
    from indicators
    left join {{ ref('int_unit_observations') }} as observations
        on
            indicators.vintage = observations.vintage
            and indicators.method = observations.method
            and indicators.geography = observations.geography
            and indicators.unit_id = observations.unit_id
            and indicators.index_year = observations.index_year
            and indicators.node_id = observations.node_id
),

transformed as (
    select
        *,
        {{ transformed('capped_value', 'transform') }} as x,
        {{ transformed('goalpost_lo', 'transform') }} as lo,
        {{ transformed('goalpost_hi', 'transform') }} as hi
    from observed
),

-- What the relative normalisations need of the other units of the year.
among_peers as (
    select
        *,
        min(x) over ({{ peers }}) as lowest,
        max(x) over ({{ peers }}) as highest,
        count(x) over ({{ peers }}) as units_reported,
        {{ divide(
            'sum(x) over (' ~ peers ~ ')',
            'count(x) over (' ~ peers ~ ')'
        ) }} as mean,
        rank() over (
            {{ peers }}
            order by case when direction = '-' then -x else x end asc nulls last
        ) as place_from_worst
    from transformed
),

-- The largest deviation is taken out of the squares, so that they add up as decimals.
with_deviations as (
    select
        *,
        max(abs(x - mean)) over ({{ peers }}) as largest_deviation
    from among_peers
),

with_spread as (
    select
        *,
        cast(largest_deviation as double) * sqrt(
            cast(sum(
                cast(
                    power(cast({{ divide('x - mean', 'largest_deviation') }} as double), 2)
                    as decimal(38, 12)
                )
            ) over ({{ peers }}) as double)
            / nullif(units_reported - 1, 0)
        ) as standard_deviation
    from with_deviations
),

quotients as (
    select
        *,
        {{ divide('x - lo', 'hi - lo') }} as between_goalposts,
        {{ divide('x - lowest', 'highest - lowest') }} as between_extremes,
        {{ divide('x - mean', 'standard_deviation') }} as deviations,
        {{ divide('place_from_worst', 'units_reported') }} as percentile,
        case
            when x = case direction when '-' then lowest else highest end
                then cast(1 as decimal(38, 12))
            when direction = '-' then coalesce({{ divide('lowest', 'x') }}, 0)
            else coalesce({{ divide('x', 'highest') }}, 0)
        end as ratio_to_best
    from with_spread
),

steps as (
    select
        method,
        node_id,
        share,
        value_from,
        lead(value_from) over (partition by method, node_id order by value_from) as next_value_from
    from {{ ref('point_step') }}
),

-- Where all units are equal, nobody is behind the best and nobody deviates.
scored as (
    select
        quotients.*,
        case quotients.normalisation
            when 'none' then quotients.x
            when 'choice' then quotients.x
            when 'steps' then coalesce(steps.share, 0)
            when 'rank' then cast(quotients.place_from_worst as decimal(38, 12))
            when 'percentile' then quotients.percentile
            when 'z_score'
                then
                    coalesce(quotients.deviations, 0)
                    * case quotients.direction when '-' then -1 else 1 end
            when 'ratio_to_best' then quotients.ratio_to_best
            when 'distance_to_best' then quotients.ratio_to_best
            when 'observed_minmax'
                then
                    coalesce(
                        quotients.between_extremes,
                        case quotients.direction when '-' then 0 else 1 end
                    )
            else quotients.between_goalposts
        end as score
    from quotients
    left join steps
        on
            quotients.normalisation = 'steps'
            and quotients.method = steps.method
            and quotients.node_id = steps.node_id
            and quotients.x >= steps.value_from
            and (steps.next_value_from is null or quotients.x < steps.next_value_from)
)

select
    vintage,
    method,
    geography,
    unit_id,
    index_year,
    node_id,
    numerator,
    denominator,
    value,
    agencies_due,
    agencies_reported,
    agencies_not_applicable,
    {% for mark in marks %}
        agencies_{{ mark }},
    {% endfor %}
    status,
    cast(
        case
            when status != 'reported' then null
            when
                direction = '-'
                and normalisation in ('goalposts', 'ratio', 'yes_no', 'cap', 'observed_minmax')
                then 1 - score
            else score
        end as decimal(38, 12)
    ) as normalised,
    {% for mark in marks %}
        case
            when status != 'not_applicable'
                then coalesce({{ divide('agencies_' ~ mark, 'agencies_due') }}, 0)
        end as coverage_{{ mark }},
    {% endfor %}
    case
        when status != 'not_applicable'
            then coalesce({{ divide('agencies_reported', 'agencies_due') }}, 0)
    end as coverage
from scored
