-- The change since the baseline year in each replicate: the same draws in both years, so what only
-- the method does cancels out.
with

changes as (
    select
        now.case_number,
        baselines.observed_year as baseline_year,
        scores.score - baseline_scores.score as change
    from {{ ref('int_assessed_units') }} as now
    inner join {{ ref('int_assessed_units') }} as baselines
        on
            now.assessment_number = baselines.assessment_number
            and now.unit_id = baselines.unit_id
            and now.observed_year = now.index_year
            and now.observed_year > baselines.observed_year
    inner join {{ ref('int_replicate_scores') }} as scores on now.case_number = scores.case_number
    inner join {{ ref('int_replicate_scores') }} as baseline_scores
        on
            baselines.case_number = baseline_scores.case_number
            and scores.replicate = baseline_scores.replicate
),

rises as (
    select
        case_number,
        baseline_year,
        count(*) as replicates,
        count(case when change > 0 then 1 end) as replicates_risen
    from changes
    group by case_number, baseline_year
),

intervals as (
    {{ replicate_interval('changes', 'change') }}
)

select
    cases.method,
    cases.geography,
    cases.unit_id,
    cases.index_year,
    rises.baseline_year,
    cast(cases.score - baselines.score as decimal(9, 2)) as score_change,
    cast(intervals.median as decimal(9, 2)) as change_median,
    cast(intervals.lower_end as decimal(9, 2)) as change_lower,
    cast(intervals.upper_end as decimal(9, 2)) as change_upper,
    cast({{ divide('rises.replicates_risen', 'rises.replicates') }} as decimal(9, 4))
        as probability_risen,
    case
        when intervals.lower_end > 0 then 'improved'
        when intervals.upper_end < 0 then 'declined'
        else 'no_clear_change'
    end as verdict,
    cases.is_synthetic
from rises
inner join intervals on rises.case_number = intervals.case_number
inner join {{ ref('int_assessed_units') }} as cases on rises.case_number = cases.case_number
inner join {{ ref('int_assessed_units') }} as baselines
    on
        cases.assessment_number = baselines.assessment_number
        and cases.unit_id = baselines.unit_id
        and rises.baseline_year = baselines.observed_year
