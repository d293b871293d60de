with

counting_rows as (
    {{ counting_rows('infrastructure_cases') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    row_key,
    case_kind,
    is_synthetic
from counting_rows
