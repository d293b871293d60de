-- One row per report of an incident, its lines side by side. The minute of detection is there where
-- the hour was written so that it can be read.
with

reports as (
    select
        submission_id,
        agency_id,
        unit_id,
        subject,
        index_year,
        period_end,
        max(case when line = 'report_kind' then answer end) as report_kind,
        max(case when line = 'incident_type' then answer end) as incident_type,
        max(case when line = 'severity' then answer end) as severity,
        max(case when line = 'detected_on' then cast(answer as date) end) as detected_on,
        max(case when line = 'detected_at' then answer end) as detected_at,
        max(case when line = 'response_ended_on' then cast(answer as date) end)
            as response_ended_on,
        max(case when line = 'data_leak' then figure else 0 end) as data_leak,
        max(case when line = 'state_secret_leak' then figure else 0 end) as state_secret_leak,
        max(case when line = 'keep_secret' then figure else 0 end) as keep_secret,
        is_synthetic
    from {{ ref('stg_form_lines') }}
    where form = 'incident_report' and unit_id is not null
    group by submission_id, agency_id, unit_id, subject, index_year, period_end, is_synthetic
)

select
    submission_id,
    agency_id,
    unit_id,
    subject,
    index_year,
    period_end,
    report_kind,
    incident_type,
    severity = 'SEV-2' as is_serious,
    detected_on,
    {{ add_minutes('detected_on', minute_of_day('detected_at')) }} as detected_at,
    response_ended_on,
    data_leak = 1 as has_data_leak,
    state_secret_leak = 1 as has_state_secret_leak,
    max(keep_secret) over (partition by agency_id, subject) = 1 as is_secret,
    is_synthetic
from reports
