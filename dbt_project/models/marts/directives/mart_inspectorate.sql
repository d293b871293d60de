-- Inspectors, their training and their budget.
with

figures as (
    {{ line_figures('inspections') }}
)

select
    unit_id,
    period,
    period_kind,
    index_year,
    line,
    reports,
    total,
    denominator,
    share,
    lowest,
    highest,
    is_synthetic
from figures
