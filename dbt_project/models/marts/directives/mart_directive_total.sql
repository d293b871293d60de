-- The figures of the founding directives added up over the units that reported them.
with

totals as (
    select
        form,
        period,
        period_kind,
        index_year,
        line,
        breakdown,
        count(distinct unit_id) as units,
        sum(total) as total,
        sum(denominator) as denominator,
        min(lowest) as lowest,
        max(highest) as highest,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('mart_directive_figure') }}
    where total is not null
    group by form, period, period_kind, index_year, line, breakdown
)

select
    form,
    period,
    period_kind,
    index_year,
    line,
    breakdown,
    cast(units as integer) as units,
    cast(total as decimal(38, 12)) as total,
    cast(denominator as decimal(38, 12)) as denominator,
    cast(round({{ divide('total', 'denominator') }}, 6) as decimal(18, 6)) as share,
    cast(lowest as decimal(38, 12)) as lowest,
    cast(highest as decimal(38, 12)) as highest,
    is_synthetic
from totals
