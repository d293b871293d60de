-- A year is complete when every form the method reads has its yearly period, from the first
-- year that form was ever due.
with

method_forms as (
    select distinct
        rules.method,
        rules.form
    from {{ ref('node_rule') }} as rules
    inner join {{ ref('method_version') }} as methods
        on rules.method = methods.method and methods.is_computable
    where rules.form is not null
),

form_years as (
    select
        method_forms.method,
        method_forms.form,
        periods.index_year,
        max(case when periods.period_kind = 'year' then 1 else 0 end) as has_yearly_period,
        max(periods.period_end) as period_end
    from method_forms
    inner join {{ ref('stg_form_periods') }} as periods on method_forms.form = periods.form
    group by method_forms.method, method_forms.form, periods.index_year
),

years as (
    select
        method,
        index_year,
        max(period_end) as period_end
    from form_years
    group by method, index_year
),

first_years as (
    select
        method,
        form,
        min(index_year) as first_year
    from form_years
    where has_yearly_period = 1
    group by method, form
),

yearly_periods as (
    select
        years.method,
        years.index_year,
        years.period_end,
        count(first_years.form) as forms_expected,
        sum(coalesce(form_years.has_yearly_period, 0)) as forms_due
    from years
    left join first_years
        on years.method = first_years.method and years.index_year >= first_years.first_year
    left join form_years
        on
            first_years.method = form_years.method
            and first_years.form = form_years.form
            and years.index_year = form_years.index_year
    group by years.method, years.index_year, years.period_end
)

select
    method,
    index_year,
    period_end,
    case when forms_due > 0 and forms_due = forms_expected then 'complete' else 'in_progress' end
        as season
from yearly_periods
