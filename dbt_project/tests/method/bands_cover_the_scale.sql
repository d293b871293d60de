-- Better grades start higher, and the worst one starts at 0: every score has exactly one grade.
{{ config(meta={'dagster': {'ref': {'name': 'band'}}}) }}
with

bands as (
    select
        band.method,
        band.grade,
        band.score_from,
        lag(band.score_from) over (
            partition by band.method
            order by scale.grade_step
        ) as previous_from
    from {{ ref('band') }} as band
    inner join {{ ref('grade_scale') }} as scale on band.grade = scale.grade
)

select
    method,
    grade,
    score_from,
    previous_from
from bands
where score_from <= coalesce(previous_from, -1) or (previous_from is null and score_from != 0)
