with

counting_rows as (
    {{ counting_rows('inspections') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    inspection_kind,
    inspections,
    joint_inspections,
    with_violation,
    violations,
    violations_handled,
    fines,
    is_synthetic
from counting_rows
