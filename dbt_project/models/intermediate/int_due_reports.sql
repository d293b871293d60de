-- An agency owes a form for a period when it exists at the period's end and is of the kind that
-- reports the form. One whose duties are assumed owes what counts of it and no more, so that
-- nothing is missed of it.
with

agencies as (
    select
        agency_id,
        agency_name,
        reporter,
        unit_id,
        valid_from,
        valid_to,
        coalesce(is_duty_assumed, false) as is_duty_assumed,
        is_synthetic
    from {{ ref('stg_agencies') }}
),

sent as (
    select distinct
        form,
        agency_id,
        period
    from {{ ref('stg_submissions') }}
    where is_counting and scope = 'own'
),

forms as (
    select
        form,
        title_vi,
        reporter
    from {{ ref('stg_forms') }}
),

periods as (
    select
        form,
        period,
        period_kind,
        period_end,
        index_year,
        deadline
    from {{ ref('stg_form_periods') }}
)

select
    forms.form,
    forms.title_vi as form_title_vi,
    forms.reporter,
    agencies.agency_id,
    agencies.agency_name,
    agencies.unit_id,
    periods.period,
    periods.period_kind,
    periods.period_end,
    periods.index_year,
    periods.deadline,
    agencies.is_synthetic
from periods
inner join forms on periods.form = forms.form
inner join agencies
    on
        forms.reporter = agencies.reporter
        and (agencies.valid_from is null or periods.period_end >= agencies.valid_from)
        and (agencies.valid_to is null or periods.period_end <= agencies.valid_to)
left join sent
    on
        periods.form = sent.form
        and periods.period = sent.period
        and agencies.agency_id = sent.agency_id
where not agencies.is_duty_assumed or sent.agency_id is not null
