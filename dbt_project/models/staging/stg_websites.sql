with

counting_rows as (
    {{ counting_rows('websites') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    row_key,
    site_kind,
    site_state,
    is_synthetic
from counting_rows
