with

counting_rows as (
    {{ counting_rows('data_centres') }}
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
    coalesce(inspection_run, false) as is_inspected,
    coalesce(monitoring_run, false) as is_monitored,
    coalesce(response_plan, false) as has_response_plan,
    coalesce(response_run, false) as is_response_run,
    conformity_standard,
    conformity_to,
    is_synthetic
from counting_rows
