-- Who owes figures about which unit: an agency about its own, the national centre one for each
-- province that exists at the period's end. Of a form that nobody owes, those who sent it. Only
-- whole years feed the index.
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

select
    sent.form,
    sent.agency_id,
    sent.unit_id,
    sent.period,
    sent.index_year,
    false as is_measured,
    sent.is_synthetic
from {{ ref('stg_submissions') }} as sent
left join {{ ref('stg_form_periods') }} as owed on sent.form = owed.form
where
    owed.form is null
    and sent.is_counting
    and sent.scope = 'own'
    and sent.subject = '-'
    and sent.period_kind = 'year'
    and sent.unit_id is not null
