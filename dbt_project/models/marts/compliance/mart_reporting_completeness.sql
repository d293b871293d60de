-- One report may answer several obligations: it is counted once, and is on time when it is on time
-- for all of them that have a deadline. Of an incident, each event that has a deadline asks for
-- one, or for two where the first to come was not the one that was asked for. Assumed duties are
-- in no rate.
with

reports as (
    select
        form,
        agency_id,
        unit_id,
        period,
        index_year,
        max(case when status = 'exempt' then 1 else 0 end) as exempt,
        max(case when status not in ('exempt', 'not_yet_due') then 1 else 0 end) as due,
        max(case when received_on is not null then 1 else 0 end) as received,
        max(case when is_accepted then 1 else 0 end) as accepted,
        max(case when status in ('on_time', 'late', 'missing') then 1 else 0 end) as dated,
        max(case when status = 'late' then 1 else 0 end) as late,
        max(case when status = 'missing' then 1 else 0 end) as missing,
        max(case when is_synthetic then 1 else 0 end) as synthetic
    from {{ ref('int_obligation_status') }}
    where
        scope = 'own'
        and not is_assumed
        and unit_id is not null
        and (period_kind != 'event' or deadline is not null)
    group by form, agency_id, unit_id, period, index_year, subject, event, received_on
),

counted as (
    select
        form,
        unit_id,
        index_year,
        sum(due) as reports_due,
        sum(due * received) as reports_received,
        sum(due * accepted) as reports_accepted,
        sum(due * dated) as reports_with_deadline,
        sum(due * dated * received * (1 - late)) as reports_on_time,
        sum(due * late) as reports_late,
        sum(due * missing) as reports_missing,
        sum((1 - due) * exempt) as reports_exempt,
        max(synthetic) = 1 as is_synthetic
    from reports
    group by form, unit_id, index_year
)

select
    counted.unit_id,
    units.unit_name,
    counted.form,
    forms.title_vi as form_title_vi,
    forms.title_en as form_title_en,
    counted.index_year,
    cast(counted.reports_due as integer) as reports_due,
    cast(counted.reports_received as integer) as reports_received,
    cast(counted.reports_accepted as integer) as reports_accepted,
    cast(counted.reports_with_deadline as integer) as reports_with_deadline,
    cast(counted.reports_on_time as integer) as reports_on_time,
    cast(counted.reports_late as integer) as reports_late,
    cast(counted.reports_missing as integer) as reports_missing,
    cast(counted.reports_exempt as integer) as reports_exempt,
    cast(
        round({{ divide('counted.reports_accepted', 'counted.reports_due') }}, 4) as decimal(9, 4)
    ) as completeness,
    cast(
        round({{ divide('counted.reports_on_time', 'counted.reports_with_deadline') }}, 4)
        as decimal(9, 4)
    ) as timeliness,
    counted.is_synthetic
from counted
inner join {{ ref('dim_unit') }} as units on counted.unit_id = units.unit_id
inner join {{ ref('stg_forms') }} as forms on counted.form = forms.form
