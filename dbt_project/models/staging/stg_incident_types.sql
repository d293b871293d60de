-- Incidents by type in counting own reports, with who handled them.
with

received as (
    {{ counting_rows('incident_counts') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    incident_type,
    incidents,
    self_handled + handled_with_support as handled,
    is_synthetic
from received
where incidents_status = 'reported' and incident_type_status = 'reported'
