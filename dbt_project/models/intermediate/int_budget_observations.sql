-- Observation shape. The index takes the yearly plan; exempt rows leave both sides of the share,
-- and an agency with nothing but exempt rows has nothing to report.
with

yearly_plan as (
    select
        submission_id,
        form,
        agency_id,
        unit_id,
        period,
        is_exempt,
        is_synthetic,
        case when is_complete and not is_exempt then security_budget end as security_budget,
        case when is_complete and not is_exempt then total_it_budget end as total_it_budget
    from {{ ref('stg_budget_figures') }}
    where scope_of_budget = 'yearly_plan'
)

select
    submission_id,
    form,
    agency_id,
    unit_id,
    period,
    'security_budget_share' as measure,
    cast(sum(security_budget) as decimal(38, 12)) as numerator,
    cast(sum(total_it_budget) as decimal(38, 12)) as denominator,
    case
        when count(total_it_budget) > 0 then 'reported'
        when min(case when is_exempt then 1 else 0 end) = 1 then 'not_applicable'
        else 'not_reported'
    end as status,
    is_synthetic
from yearly_plan
group by submission_id, form, agency_id, unit_id, period, is_synthetic
