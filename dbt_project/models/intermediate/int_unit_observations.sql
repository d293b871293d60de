-- The agencies of a unit pooled into one figure per indicator, in each geography. Only reported
-- figures are pooled; not applicable leaves what was due, missing stays in it.
with

agency_figures as (
    select
        observations.method,
        observations.node_id,
        geography.geography,
        geography.unit_id,
        observations.index_year,
        rules.pooling,
        observations.status,
        case when observations.status = 'reported' then observations.numerator end as numerator,
        case when observations.status = 'reported' then observations.denominator end as denominator
    from {{ ref('int_agency_observations') }} as observations
    inner join {{ ref('int_unit_geography') }} as geography
        on observations.unit_id = geography.source_unit_id
    inner join {{ ref('node_rule') }} as rules
        on observations.method = rules.method and observations.node_id = rules.node_id
),

unit_figures as (
    select
        method,
        node_id,
        geography,
        unit_id,
        index_year,
        pooling,
        count(case when status != 'not_applicable' then 1 end) as agencies_due,
        count(case when status = 'reported' then 1 end) as agencies_reported,
        count(case when status = 'not_applicable' then 1 end) as agencies_not_applicable,
        cast(sum(numerator) as decimal(38, 12)) as numerator,
        cast(sum(denominator) as decimal(38, 12)) as denominator,
        max(numerator) as largest
    from agency_figures
    group by method, node_id, geography, unit_id, index_year, pooling
)

select
    method,
    node_id,
    geography,
    unit_id,
    index_year,
    agencies_due,
    agencies_reported,
    agencies_not_applicable,
    numerator,
    case pooling
        when 'pooled' then denominator
        when 'sum' then null
        else cast(nullif(agencies_reported, 0) as decimal(38, 12))
    end as denominator,
    case pooling
        when 'pooled' then {{ divide('numerator', 'denominator') }}
        when 'share_of_agencies' then {{ divide('numerator', 'agencies_reported') }}
        when 'any' then largest
        when 'sum' then numerator
    end as value,
    case
        when agencies_reported > 0 then 'reported'
        when agencies_due = 0 and agencies_not_applicable > 0 then 'not_applicable'
        else 'not_reported'
    end as status
from unit_figures
