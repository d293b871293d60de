-- Who owes figures about which unit: an agency about its own, the national centre one for each
-- province that exists at the period's end. A form whose contract owes no period is owed by whom an
-- obligation of the year asks for it; two obligations may ask for the same. Of an agency whose
-- duties are assumed only what it sent is expected. Only whole years feed the index.
select
    form,
    agency_id,
    unit_id,
    period,
    index_year,
    false as is_measured,
    is_synthetic
from {{ ref('int_due_reports') }}
where period_kind = 'year' and reporter = 'province_agency'

union all

select
    due.form,
    due.agency_id,
    units.unit_id,
    due.period,
    due.index_year,
    true as is_measured,
    due.is_synthetic
from {{ ref('int_due_reports') }} as due
inner join {{ ref('unit') }} as units
    on
        units.kind = 'province'
        and (units.valid_from is null or due.period_end >= units.valid_from)
        and (units.valid_to is null or due.period_end <= units.valid_to)
where due.period_kind = 'year' and due.reporter = 'national_centre'

union all

select distinct
    due.form,
    due.agency_id,
    due.unit_id,
    due.period,
    due.index_year,
    false as is_measured,
    due.is_synthetic
from {{ ref('int_obligation_due') }} as due
left join {{ ref('stg_form_periods') }} as periods on due.form = periods.form
left join {{ ref('stg_submissions') }} as sent
    on
        due.form = sent.form
        and due.agency_id = sent.agency_id
        and due.period = sent.period
        and sent.is_counting
        and sent.scope = 'own'
where
    periods.form is null
    and (not coalesce(due.is_duty_assumed, false) or sent.submission_id is not null)
    and due.scope = 'own'
    and due.period_kind = 'year'
    and due.exempt_reason is null
    and due.unit_id is not null
