-- Change since the baseline year and on the year before: recomputed score and grade against
-- recomputed score and grade, within one method and geography. What was published then stands
-- beside them and is never counted with. A year without a rank has no change: a score held down by
-- missing reports is not a fall. Where the law gave indicators another meaning in between, the
-- change is counted all the same, and says so.
with

years as (
    select
        scores.method,
        scores.geography,
        scores.unit_id,
        scores.index_year,
        cast(scores.score as decimal(9, 2)) as score,
        scores.grade,
        scores.not_ranked_reason,
        scores.is_restated,
        scores.is_synthetic,
        grade_scale.grade_step,
        methods.baseline_year,
        units.is_merged,
        lag(scores.is_restated) over (
            partition by scores.method, scores.geography, scores.unit_id
            order by scores.index_year
        ) as previous_is_restated
    from {{ ref('int_unit_scores') }} as scores
    inner join {{ ref('method_version') }} as methods on scores.method = methods.method
    inner join {{ ref('unit') }} as units on scores.unit_id = units.unit_id
    left join {{ ref('grade_scale') }} as grade_scale on scores.grade = grade_scale.grade
),

ranked_years as (
    select
        method,
        geography,
        unit_id,
        index_year,
        baseline_year,
        score,
        grade,
        grade_step
    from years
    where not_ranked_reason is null
),

years_of_methods as (
    select distinct
        method,
        index_year,
        baseline_year
    from years
),

changed_meanings as (
    select
        years_of_methods.method,
        years_of_methods.index_year,
        cast(count(distinct meanings.node_id) as integer) as indicators,
        min(meanings.valid_from) as first_changed_on
    from years_of_methods
    inner join {{ ref('int_indicator_meanings') }} as meanings
        on
            years_of_methods.method = meanings.method
            and years_of_methods.baseline_year < meanings.first_year
            and years_of_methods.index_year >= meanings.first_year
    group by years_of_methods.method, years_of_methods.index_year
)

select
    years.method,
    years.geography,
    years.unit_id,
    years.index_year,
    ranked.score,
    ranked.grade,
    years.baseline_year,
    baselines.score as baseline_score,
    baselines.grade as baseline_grade,
    cast(ranked.score - baselines.score as decimal(9, 2)) as score_change,
    cast(ranked.grade_step - baselines.grade_step as integer) as grade_steps,
    before.score as previous_score,
    before.grade as previous_grade,
    cast(ranked.score - before.score as decimal(9, 2)) as score_change_on_year,
    cast(ranked.grade_step - before.grade_step as integer) as grade_steps_on_year,
    published.published_grades,
    years.is_restated,
    coalesce(years.is_merged and years.previous_is_restated and not years.is_restated, false)
        as breaks_series,
    coalesce(changed_meanings.indicators, 0) as changed_meanings,
    changed_meanings.first_changed_on as meanings_change_on,
    years.is_synthetic
from years
left join ranked_years as ranked
    on
        years.method = ranked.method
        and years.geography = ranked.geography
        and years.unit_id = ranked.unit_id
        and years.index_year = ranked.index_year
left join ranked_years as baselines
    on
        years.method = baselines.method
        and years.geography = baselines.geography
        and years.unit_id = baselines.unit_id
        and baselines.index_year = baselines.baseline_year
left join ranked_years as before
    on
        years.method = before.method
        and years.geography = before.geography
        and years.unit_id = before.unit_id
        and years.index_year = before.index_year + 1
left join {{ ref('int_published_baseline') }} as published
    on
        years.method = published.method
        and years.geography = published.geography
        and years.unit_id = published.unit_id
left join changed_meanings
    on years.method = changed_meanings.method and years.index_year = changed_meanings.index_year
