-- Plans, sites, agents and cooperation of telecoms, and the cases of theft, sabotage and intrusion.
with

figures as (
    {{ line_figures('telecom_infrastructure') }}
),

cases as (
    select
        unit_id,
        period,
        period_kind,
        index_year,
        'case_' || case_kind as line,
        cast(count(distinct agency_id) as integer) as reports,
        cast(count(*) as decimal(38, 12)) as total,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('stg_infrastructure_cases') }}
    where unit_id is not null and case_kind is not null
    group by unit_id, period, period_kind, index_year, case_kind
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

union all

select
    unit_id,
    period,
    period_kind,
    index_year,
    line,
    reports,
    total,
    null as denominator,
    null as share,
    null as lowest,
    null as highest,
    is_synthetic
from cases
