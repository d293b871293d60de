-- One row per incident, from all its reports: what the latest of them says, and whether one closed
-- it. An incident to be kept secret is in no mart.
with

lines as (
    select
        submission_id,
        agency_id,
        unit_id,
        subject,
        index_year,
        period_end,
        line,
        figure,
        answer,
        is_synthetic
    from {{ ref('stg_form_lines') }}
    where form = 'incident_report' and unit_id is not null
),

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
        max(case when line = 'data_leak' then figure else 0 end) as data_leak,
        max(case when line = 'state_secret_leak' then figure else 0 end) as state_secret_leak,
        max(case when line = 'keep_secret' then figure else 0 end) as keep_secret,
        is_synthetic
    from lines
    group by submission_id, agency_id, unit_id, subject, index_year, period_end, is_synthetic
),

in_order as (
    select
        agency_id,
        unit_id,
        subject,
        index_year,
        incident_type,
        severity,
        is_synthetic,
        row_number() over (
            partition by agency_id, subject
            order by period_end desc, submission_id asc
        ) as place,
        count(*) over (partition by agency_id, subject) as reports,
        max(case when report_kind = 'REPORT-6' then 1 else 0 end)
            over (partition by agency_id, subject) as closed,
        max(data_leak) over (partition by agency_id, subject) as data_leak,
        max(state_secret_leak) over (partition by agency_id, subject) as state_secret_leak,
        max(keep_secret) over (partition by agency_id, subject) as keep_secret
    from reports
)

select
    agency_id,
    unit_id,
    subject,
    index_year,
    incident_type,
    severity = 'SEV-2' as is_serious,
    closed = 1 as is_closed,
    data_leak = 1 as has_data_leak,
    state_secret_leak = 1 as has_state_secret_leak,
    reports,
    is_synthetic
from in_order
where place = 1 and keep_secret = 0
