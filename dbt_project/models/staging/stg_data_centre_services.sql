with

counting_rows as (
    {{ counting_rows('data_centre_services') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    service_type,
    offering_centres,
    with_sla,
    lowest_availability,
    is_synthetic
from counting_rows
