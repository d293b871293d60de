-- The grades of our methods are the published ones, and better grades start higher.
{{ config(meta={'dagster': {'ref': {'name': 'band'}}}) }}
with

bands as (
    select
        band.method,
        band.grade,
        band.score_from,
        scale.grade_step,
        lag(band.score_from) over (
            partition by band.method
            order by scale.grade_step
        ) as previous_from
    from {{ ref('band') }} as band
    left join {{ ref('grade_scale') }} as scale on band.grade = scale.grade
)

select
    method,
    grade,
    score_from,
    previous_from
from bands
where
    grade_step is null
    or score_from <= previous_from
