-- The change since the baseline year. Its interval is what the error of the data of both years
-- leaves open. Beside it stands the change under other choices of method, the same in both years:
-- what they would turn round is not said to have risen or fallen.
with

changes_of_replicates as (
    select
        changes.case_number,
        scores.score - baseline_scores.score as change
    from {{ ref('int_score_changes') }} as changes
    inner join {{ ref('int_replicate_scores') }} as scores
        on changes.case_number = scores.case_number
    inner join {{ ref('int_replicate_scores') }} as baseline_scores
        on
            changes.baseline_case_number = baseline_scores.case_number
            and scores.replicate = baseline_scores.replicate
),

rises as (
    select
        case_number,
        count(*) as replicates,
        count(case when change > 0 then 1 end) as replicates_risen
    from changes_of_replicates
    group by case_number
),

intervals as (
    {{ replicate_interval('changes_of_replicates', 'change') }}
)

select
    judged.method,
    judged.geography,
    judged.unit_id,
    judged.index_year,
    judged.baseline_year,
    cast(judged.score_change as decimal(9, 2)) as score_change,
    cast(judged.standard_error as decimal(9, 2)) as change_standard_error,
    cast(
        cast(judged.score_change as double) - judged.standard_error * rules.standard_errors
        as decimal(9, 2)
    ) as change_lower,
    cast(
        cast(judged.score_change as double) + judged.standard_error * rules.standard_errors
        as decimal(9, 2)
    ) as change_upper,
    cast(intervals.median as decimal(9, 2)) as change_median_by_method,
    cast(intervals.lower_end as decimal(9, 2)) as change_lower_by_method,
    cast(intervals.upper_end as decimal(9, 2)) as change_upper_by_method,
    cast({{ divide('rises.replicates_risen', 'rises.replicates') }} as decimal(9, 4))
        as probability_risen_by_method,
    cast(judged.chance as decimal(9, 4)) as probability_by_chance,
    cast(
        case when judged.false_discoveries > 1 then 1 else judged.false_discoveries end
        as decimal(9, 4)
    ) as false_discovery_share,
    case
        when judged.chance is null then 'error_not_known'
        when
            judged.chance > rules.significance
            or judged.false_discoveries > rules.false_discovery_rate
            then 'no_clear_change'
        when judged.score_change > 0 and intervals.lower_end > 0 then 'improved'
        when judged.score_change < 0 and intervals.upper_end < 0 then 'declined'
        else 'depends_on_method'
    end as verdict,
    judged.is_synthetic
from {{ ref('int_score_changes') }} as judged
inner join rises on judged.case_number = rises.case_number
inner join intervals on judged.case_number = intervals.case_number
inner join {{ ref('uncertainty_rule') }} as rules on judged.method = rules.method
