-- The reports that are owed: one that answers several duties is one, late when it is late for any.
-- Of an incident, each event that has a deadline asks for one, or for two where the first to come
-- was not the one that was asked for. An assumed duty says nothing of a report that another one
-- binds, and an agency that has ended nothing where it still owes the report by another duty.
with

duties as (
    select
        form,
        scope,
        agency_id,
        agency_name,
        unit_id,
        period_kind,
        period,
        index_year,
        subject,
        coalesce(event, '-') as event,
        deadline,
        received_on,
        status = 'late' as is_late,
        report_status,
        is_synthetic,
        case when status = 'exempt' then 2 when is_assumed then 1 else 0 end as weakness
    from {{ ref('int_obligation_status') }}
    where
        report_status is not null
        and (period_kind != 'event' or deadline is not null)
),

weighed as (
    select
        form,
        scope,
        agency_id,
        agency_name,
        unit_id,
        period_kind,
        period,
        index_year,
        subject,
        event,
        deadline,
        received_on,
        is_late,
        report_status,
        is_synthetic,
        weakness,
        min(weakness) over (
            partition by
                form, scope, agency_id, unit_id, period_kind, period, subject, event, received_on
        ) as least_weakness
    from duties
),

reports as (
    select
        form,
        scope,
        agency_id,
        max(agency_name) as agency_name,
        unit_id,
        period_kind,
        period,
        index_year,
        subject,
        event,
        min(deadline) as deadline,
        received_on,
        case
            when max(case when report_status = 'late' then 1 else 0 end) = 1 then 'late'
            when max(case when report_status = 'missing' then 1 else 0 end) = 1 then 'missing'
            -- Any other word is that of all its duties.
            else max(report_status)
        end as status,
        max(case when is_late then 1 else 0 end) = 1 as is_late,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from weighed
    where weakness = least_weakness
    group by
        form,
        scope,
        agency_id,
        unit_id,
        period_kind,
        period,
        index_year,
        subject,
        event,
        received_on
)

select
    form,
    scope,
    agency_id,
    agency_name,
    unit_id,
    period_kind,
    period,
    index_year,
    subject,
    event,
    cast(row_number() over (
        partition by form, scope, agency_id, period_kind, period, subject, event
        order by received_on asc nulls last
    ) as integer) as report_number,
    deadline,
    received_on,
    status,
    is_late,
    is_synthetic
from reports
