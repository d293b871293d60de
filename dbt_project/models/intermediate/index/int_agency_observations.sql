-- One row for every vintage and figure that is due: what was observed, or that nothing was. Built
-- from who owes, so that a missing report is a row and never a gap. An option of a choice becomes
-- the share of the points that the method gives for it.
{% set marks = ['late', 'waived', 'corrected'] %}

with

indicators as (
    select
        rules.method,
        rules.node_id,
        rules.form,
        rules.measure,
        rules.pooling,
        rules.normalisation,
        rules.zero_denominator_policy
    from {{ ref('node_rule') }} as rules
    inner join {{ ref('method_version') }} as methods
        on rules.method = methods.method and methods.is_computable
    where rules.form is not null
),

figures as (
    select
        vintages.vintage,
        indicators.method,
        indicators.node_id,
        indicators.pooling,
        indicators.normalisation,
        indicators.zero_denominator_policy,
        due.agency_id,
        due.unit_id,
        due.period,
        due.index_year,
        due.is_measured,
        observed.numerator,
        observed.denominator,
        observed.status,
        {% for mark in marks %}
            coalesce(observed.is_{{ mark }}, false) as is_{{ mark }},
        {% endfor %}
        due.is_synthetic or coalesce(observed.is_synthetic, false) as is_synthetic
    from {{ ref('int_due_figures') }} as due
    cross join {{ ref('int_vintages') }} as vintages
    inner join indicators on due.form = indicators.form
    left join {{ ref('int_observations') }} as observed
        on
            vintages.vintage = observed.vintage
            and indicators.form = observed.form
            and indicators.measure = observed.measure
            and due.agency_id = observed.agency_id
            and due.unit_id = observed.unit_id
            and due.period = observed.period
)

select
    figures.vintage,
    figures.method,
    figures.node_id,
    figures.agency_id,
    figures.unit_id,
    figures.period,
    figures.index_year,
    case when figures.normalisation = 'choice' then options.share else figures.numerator end
        as numerator,
    figures.denominator,
    case
        when figures.status is null then 'not_reported'
        when figures.status != 'reported' then figures.status
        when figures.normalisation = 'choice' and options.share is null then 'unreadable'
        when figures.pooling != 'pooled' then 'reported'
        when figures.denominator is null then 'not_reported'
        when figures.denominator = 0 then figures.zero_denominator_policy
        else 'reported'
    end as status,
    {% for mark in marks %}
        figures.is_{{ mark }},
    {% endfor %}
    figures.is_measured,
    figures.is_synthetic
from figures
left join {{ ref('point_step') }} as options
    on
        figures.normalisation = 'choice'
        and figures.method = options.method
        and figures.node_id = options.node_id
        and figures.numerator = options.value_from
