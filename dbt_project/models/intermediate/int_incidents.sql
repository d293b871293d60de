-- One row per incident, from all its reports: what the latest of them says, and whether one closed
-- it. An incident to be kept secret is in no mart.
with

in_order as (
    select
        agency_id,
        unit_id,
        subject,
        index_year,
        incident_type,
        is_serious,
        is_synthetic,
        row_number() over (
            partition by agency_id, subject
            order by period_end desc, submission_id asc
        ) as place,
        count(*) over (partition by agency_id, subject) as reports,
        max(case when report_kind = 'REPORT-6' then 1 else 0 end)
            over (partition by agency_id, subject) as closed,
        max(case when has_data_leak then 1 else 0 end)
            over (partition by agency_id, subject) as data_leak,
        max(case when has_state_secret_leak then 1 else 0 end)
            over (partition by agency_id, subject) as state_secret_leak
    from {{ ref('int_incident_reports') }}
    where not is_secret
)

select
    agency_id,
    unit_id,
    subject,
    index_year,
    incident_type,
    is_serious,
    closed = 1 as is_closed,
    data_leak = 1 as has_data_leak,
    state_secret_leak = 1 as has_state_secret_leak,
    reports,
    is_synthetic
from in_order
where place = 1
