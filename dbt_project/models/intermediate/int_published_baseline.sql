-- The published grades a unit starts from: its own, or those of all its predecessors as a set.
-- Never an average, never a number made from a grade; no range while the grade of a predecessor is
-- not known.
with

possible_grades as (
    select
        methods.method,
        geography.geography,
        geography.unit_id,
        methods.baseline_year,
        geography.source_unit_id,
        published.grade,
        published.grade_step,
        geography.source_unit_id != geography.unit_id as is_predecessor
    from {{ ref('method_version') }} as methods
    inner join {{ ref('int_published_grades') }} as published
        on methods.baseline_year = published.index_year
    inner join {{ ref('int_unit_geography') }} as geography
        on published.unit_id = geography.source_unit_id
    where methods.is_computable
),

distinct_grades as (
    select distinct
        method,
        geography,
        unit_id,
        baseline_year,
        grade,
        grade_step
    from possible_grades
),

grade_sets as (
    select
        method,
        geography,
        unit_id,
        baseline_year,
        {{ ordered_list('grade', '|', 'grade_step desc') }} as published_grades,
        min(grade_step) as lowest_step,
        max(grade_step) as highest_step
    from distinct_grades
    group by method, geography, unit_id, baseline_year
),

known_predecessors as (
    select
        method,
        geography,
        unit_id,
        count(distinct source_unit_id) as known
    from possible_grades
    where is_predecessor
    group by method, geography, unit_id
),

all_predecessors as (
    select
        geography,
        unit_id,
        count(*) as predecessors
    from {{ ref('int_unit_geography') }}
    where source_unit_id != unit_id
    group by geography, unit_id
)

select
    grade_sets.method,
    grade_sets.geography,
    grade_sets.unit_id,
    grade_sets.baseline_year,
    {% for step in ['lowest_step', 'highest_step'] %}
        case
            when coalesce(known_predecessors.known, 0) = coalesce(all_predecessors.predecessors, 0)
                then grade_sets.{{ step }}
        end as {{ step }},
    {% endfor %}
    grade_sets.published_grades
from grade_sets
left join known_predecessors
    on
        grade_sets.method = known_predecessors.method
        and grade_sets.geography = known_predecessors.geography
        and grade_sets.unit_id = known_predecessors.unit_id
left join all_predecessors
    on
        grade_sets.geography = all_predecessors.geography
        and grade_sets.unit_id = all_predecessors.unit_id
