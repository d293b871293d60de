-- One row for every figure that is due: what was observed, or that nothing was. Built from who
-- owes, so that a missing report is a row and never a gap.
with

observed as (
    {% for model in var('observation_models') %}
        select
            form,
            agency_id,
            unit_id,
            period,
            measure,
            numerator,
            denominator,
            status,
            is_synthetic
        from {{ ref(model) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

due_of_agencies as (
    select
        form,
        agency_id,
        unit_id,
        period,
        index_year,
        is_synthetic
    from {{ ref('int_due_reports') }}
    where period_kind = 'year' and reporter = 'province_agency'
),

-- The national centre owes one figure for each province that exists at the period's end.
due_of_national_centre as (
    select
        due.form,
        due.agency_id,
        units.unit_id,
        due.period,
        due.index_year,
        due.is_synthetic
    from {{ ref('int_due_reports') }} as due
    inner join {{ ref('unit') }} as units
        on
            units.kind = 'province'
            and (units.valid_from is null or due.period_end >= units.valid_from)
            and (units.valid_to is null or due.period_end <= units.valid_to)
    where due.period_kind = 'year' and due.reporter = 'national_centre'
),

due as (
    select * from due_of_agencies
    union all
    select * from due_of_national_centre
),

indicators as (
    select
        method,
        node_id,
        form,
        measure,
        pooling,
        zero_denominator_policy
    from {{ ref('node_rule') }}
    where form is not null
)

select
    indicators.method,
    indicators.node_id,
    due.agency_id,
    due.unit_id,
    due.period,
    due.index_year,
    observed.numerator,
    observed.denominator,
    case
        when observed.status is null then 'not_reported'
        when observed.status != 'reported' then observed.status
        when indicators.pooling != 'pooled' then 'reported'
        when observed.denominator is null then 'not_reported'
        when observed.denominator = 0 then indicators.zero_denominator_policy
        else 'reported'
    end as status,
    due.is_synthetic or coalesce(observed.is_synthetic, false) as is_synthetic
from due
inner join indicators on due.form = indicators.form
left join observed
    on
        indicators.form = observed.form
        and indicators.measure = observed.measure
        and due.agency_id = observed.agency_id
        and due.unit_id = observed.unit_id
        and due.period = observed.period
