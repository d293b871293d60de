-- The agencies of a unit, as it stood then, pooled into one figure per indicator. Only reported
-- figures are pooled; not applicable leaves what was due, missing stays in it.
{% set marks = ['late', 'waived', 'corrected', 'measured'] %}
with

agency_figures as (
    select
        observations.vintage,
        observations.method,
        observations.node_id,
        observations.unit_id,
        observations.index_year,
        observations.status,
        rules.pooling,
        {% for mark in marks %}
            observations.status = 'reported' and observations.is_{{ mark }} as is_{{ mark }},
        {% endfor %}
        case when observations.status = 'reported' then observations.numerator end as numerator,
        case when observations.status = 'reported' then observations.denominator end as denominator
    from {{ ref('int_agency_observations') }} as observations
    inner join {{ ref('node_rule') }} as rules
        on observations.method = rules.method and observations.node_id = rules.node_id
),

unit_figures as (
    select
        vintage,
        method,
        node_id,
        unit_id,
        index_year,
        pooling,
        count(case when status != 'not_applicable' then 1 end) as agencies_due,
        count(case when status = 'reported' then 1 end) as agencies_reported,
        count(case when status = 'not_applicable' then 1 end) as agencies_not_applicable,
        {% for mark in marks %}
            count(case when is_{{ mark }} then 1 end) as agencies_{{ mark }},
        {% endfor %}
        cast(sum(numerator) as decimal(38, 12)) as numerator,
        cast(sum(denominator) as decimal(38, 12)) as denominator,
        max(numerator) as largest
    from agency_figures
    group by vintage, method, node_id, unit_id, index_year, pooling
)

select
    vintage,
    method,
    node_id,
    unit_id,
    index_year,
    agencies_due,
    agencies_reported,
    agencies_not_applicable,
    {% for mark in marks %}
        agencies_{{ mark }},
    {% endfor %}
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
    end as value
from unit_figures
