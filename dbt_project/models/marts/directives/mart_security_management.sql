-- Policy, coordination, awareness, certificates and tokens.
with

figures as (
    {{ line_figures('security_management') }}
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
