with

counting_rows as (
    {{ counting_rows('remediation_findings') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    row_key,
    finding_state,
    opened_on,
    closed_on,
    is_synthetic
from counting_rows
