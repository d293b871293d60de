-- The programme of 2017-2025: phase 1 until 2020, phase 2 until 2025.
with

figures as (
    {{ line_figures('internet_programme') }}
)

select
    unit_id,
    period,
    period_kind,
    index_year,
    case
        when index_year between 2017 and 2020 then 1
        when index_year between 2021 and 2025 then 2
    end as phase,
    line,
    reports,
    total,
    denominator,
    share,
    lowest,
    highest,
    is_synthetic
from figures
