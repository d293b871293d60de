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
        counts.year as index_year,
        counts.entity_type,
        counts.conflict_note,
        words.conflict_note_vi
    from {{ ref('csi_grade_counts') }} as counts
    left join {{ ref('conflict_note_vi') }} as words on counts.conflict_note = words.conflict_note
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
    coalesce(of_group.conflict_note, of_all.conflict_note) as conflict_note,
    coalesce(of_group.conflict_note_vi, of_all.conflict_note_vi) as conflict_note_vi
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
