-- The change since the baseline year. Its interval is what the error of the data of both years
-- leaves open; whether it differs from none is judged over all units of the year together. Beside
-- it stands the change under other choices of method, the same in both years: what they would turn
-- round is not said to have risen or fallen.
{% set unit_year = ['method', 'geography', 'unit_id', 'index_year'] %}

with

changes as (
    select
        now.case_number,
        {% for key in unit_year %}
            now.{{ key }},
        {% endfor %}
        baselines.case_number as baseline_case_number,
        baselines.index_year as baseline_year,
        now.score - baselines.score as score_change,
        sqrt(
            pow(cast(errors.standard_error as double), 2)
            + pow(cast(baseline_errors.standard_error as double), 2)
        ) as standard_error,
        now.is_synthetic
    from {{ ref('int_assessed_units') }} as now
    inner join {{ ref('method_version') }} as methods on now.method = methods.method
    inner join {{ ref('int_assessed_units') }} as baselines
        on
            now.assessment_number = baselines.assessment_number
            and now.unit_id = baselines.unit_id
            and now.index_year > baselines.index_year
            and methods.baseline_year = baselines.index_year
    left join {{ ref('int_score_errors') }} as errors
        on
            {% for key in unit_year %}
                now.{{ key }} = errors.{{ key }}
                {%- if not loop.last %} and{% endif %}

            {% endfor %}
    left join {{ ref('int_score_errors') }} as baseline_errors
        on
            {% for key in unit_year %}
                baselines.{{ key }} = baseline_errors.{{ key }}
                {%- if not loop.last %} and{% endif %}

            {% endfor %}
),

with_chance as (
    select
        *,
        case
            when standard_error is null then null
            when score_change = 0 then 1
            when standard_error = 0 then 0
            else {{ two_sided_probability('(cast(score_change as double) / standard_error)') }}
        end as chance
    from changes
),

placed as (
    select
        *,
        count(chance) over (partition by method, geography, index_year) as units,
        row_number() over (
            partition by method, geography, index_year order by chance asc nulls last, unit_id asc
        ) as place
    from with_chance
),

-- Benjamini and Hochberg: the smallest rate of false discoveries at which the unit is one.
with_false_discoveries as (
    select
        *,
        case
            when chance is not null
                then min(chance * units / place) over (
                    partition by method, geography, index_year
                    order by place desc
                    rows between unbounded preceding and current row
                )
        end as false_discoveries
    from placed
),

changes_of_replicates as (
    select
        changes.case_number,
        scores.score - baseline_scores.score as change
    from changes
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
    {% for key in unit_year %}
        judged.{{ key }},
    {% endfor %}
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
from with_false_discoveries as judged
inner join rises on judged.case_number = rises.case_number
inner join intervals on judged.case_number = intervals.case_number
inner join {{ ref('uncertainty_rule') }} as rules on judged.method = rules.method
