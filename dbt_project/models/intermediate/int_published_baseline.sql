-- The published grades a unit starts from: its own, or those of all its predecessors as a set.
-- Never an average, never a number made from a grade.
with

possible_grades as (
    select
        methods.method,
        geography.geography,
        geography.unit_id,
        methods.baseline_year,
        published.grade,
        published.grade_step
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
)

select
    method,
    geography,
    unit_id,
    baseline_year,
    {{ ordered_list('grade', '|', 'grade_step desc') }} as published_grades
from distinct_grades
group by method, geography, unit_id, baseline_year
