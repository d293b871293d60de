with

counting_rows as (
    {{ counting_rows('information_systems') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    row_key,
    level,
    approval_state,
    regulation_status = 'reported' as has_regulation,
    deployment,
    inspection,
    is_synthetic
from counting_rows
