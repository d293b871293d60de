-- Each indicator of each unit and complete year on the scale from 0 to 1, between the frozen
-- goalposts of the method; for "-" the lowest value is the best.
with

indicators as (
    select
        unit_years.method,
        unit_years.geography,
        unit_years.unit_id,
        unit_years.index_year,
        rules.node_id,
        rules.direction,
        rules.goalpost_lo,
        rules.goalpost_hi
    from {{ ref('int_unit_years') }} as unit_years
    inner join {{ ref('node_rule') }} as rules on unit_years.method = rules.method
    where unit_years.season = 'complete' and rules.form is not null
),

observed as (
    select
        indicators.method,
        indicators.geography,
        indicators.unit_id,
        indicators.index_year,
        indicators.node_id,
        indicators.direction,
        observations.numerator,
        observations.denominator,
        observations.value,
        coalesce(observations.agencies_due, 0) as agencies_due,
        coalesce(observations.agencies_reported, 0) as agencies_reported,
        coalesce(observations.agencies_not_applicable, 0) as agencies_not_applicable,
        coalesce(observations.status, 'not_reported') as status,
        {{ divide(
            'observations.value - indicators.goalpost_lo',
            'indicators.goalpost_hi - indicators.goalpost_lo'
        ) }} as position_between_goalposts
    from indicators
    left join {{ ref('int_unit_observations') }} as observations
        on
            indicators.method = observations.method
            and indicators.geography = observations.geography
            and indicators.unit_id = observations.unit_id
            and indicators.index_year = observations.index_year
            and indicators.node_id = observations.node_id
),

clipped as (
    select
        *,
        case
            when position_between_goalposts < 0 then 0
            when position_between_goalposts > 1 then 1
            else position_between_goalposts
        end as clipped_position
    from observed
)

select
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
    status,
    cast(
        case
            when status != 'reported' then null
            when direction = '-' then 1 - clipped_position
            else clipped_position
        end as decimal(38, 12)
    ) as normalised,
    case
        when status != 'not_applicable'
            then coalesce({{ divide('agencies_reported', 'agencies_due') }}, 0)
    end as coverage
from clipped
