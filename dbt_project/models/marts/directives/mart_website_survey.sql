-- The counts, licences and recommendations of the survey of websites.
with

figures as (
    {{ line_figures('websites') }}
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
