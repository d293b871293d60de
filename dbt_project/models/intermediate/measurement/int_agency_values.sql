-- What each agency reported for an indicator in a year, on the scale of the indicator, for those
-- whose error is looked for in what agencies report. What lies further off the scale than the
-- scale is wide is taken to lie there: one slip of the pen is not the error of all.
with

looked_for as (
    select
        method,
        node_id
    from {{ ref('measurement_evidence') }}
    where source in ('agencies', 'corrections')
    group by method, node_id
),

indicators as (
    select
        rules.method,
        rules.node_id,
        rules.pooling,
        case
            when rules.normalisation in ('goalposts', 'cap') then coalesce(rules.goalpost_lo, 0)
            else 0
        end as lo,
        {{ width_of_scale('rules') }} as width
    from {{ ref('node_rule') }} as rules
    inner join looked_for
        on rules.method = looked_for.method and rules.node_id = looked_for.node_id
),

agency_years as (
    select
        vintage,
        method,
        node_id,
        unit_id,
        agency_id,
        index_year,
        count(*) as figures,
        max(numerator) as largest,
        cast(sum(numerator) as decimal(38, 12)) as numerator,
        cast(sum(denominator) as decimal(38, 12)) as denominator
    from {{ ref('int_agency_observations') }}
    where status = 'reported'
    group by vintage, method, node_id, unit_id, agency_id, index_year
),

valued as (
    select
        agency_years.vintage,
        agency_years.method,
        agency_years.node_id,
        agency_years.unit_id,
        agency_years.agency_id,
        agency_years.index_year,
        indicators.pooling,
        indicators.lo,
        indicators.width,
        case indicators.pooling
            when 'pooled' then {{ divide('agency_years.numerator', 'agency_years.denominator') }}
            when 'share_of_agencies'
                then {{ divide('agency_years.numerator', 'agency_years.figures') }}
            when 'any' then agency_years.largest
            when 'sum' then agency_years.numerator
        end as value,
        case indicators.pooling
            when 'pooled' then agency_years.denominator
            else cast(agency_years.figures as decimal(38, 12))
        end as weight
    from agency_years
    inner join indicators
        on
            agency_years.method = indicators.method
            and agency_years.node_id = indicators.node_id
    where indicators.width > 0
)

select
    vintage,
    method,
    node_id,
    unit_id,
    agency_id,
    index_year,
    pooling,
    weight,
    greatest(least({{ divide('value - lo', 'width') }}, 2), -1) as x
from valued
where value is not null
