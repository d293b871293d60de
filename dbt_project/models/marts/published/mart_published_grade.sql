with

assessments as (
    select
        index_year,
        unit_id,
        entity_type,
        grades,
        basis,
        source_url,
        max(grade_step) as best_step,
        min(grade_step) as worst_step
    from {{ ref('int_published_grades') }}
    group by index_year, unit_id, entity_type, grades, basis, source_url
),

conflict_notes as (
    select
        year as index_year,
        entity_type,
        conflict_note
    from {{ ref('csi_grade_counts') }}
)

select
    assessments.index_year,
    assessments.unit_id,
    units.unit_name,
    assessments.entity_type,
    assessments.grades,
    best.grade as best_grade,
    worst.grade as worst_grade,
    assessments.basis,
    assessments.source_url,
    coalesce(of_group.conflict_note, of_all.conflict_note) as conflict_note
from assessments
inner join {{ ref('dim_unit') }} as units on assessments.unit_id = units.unit_id
inner join {{ ref('grade_scale') }} as best on assessments.best_step = best.grade_step
inner join {{ ref('grade_scale') }} as worst on assessments.worst_step = worst.grade_step
left join conflict_notes as of_group
    on
        assessments.index_year = of_group.index_year
        and assessments.entity_type = of_group.entity_type
left join conflict_notes as of_all
    on
        assessments.index_year = of_all.index_year
        and of_all.entity_type = 'all'
