with

observed_rows as (
    {{ counting_rows('information_systems', 'is_observed') }}
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
    is_counting,
    is_synthetic
from observed_rows
