-- Every line of every indicator sheet as one row: its figure, or its text where it asks for one.
with

counting_cells as (
    {{ counting_rows('indicator_cells') }}
),

subjects as (
    select
        submission_id,
        subject,
        period_end
    from {{ ref('stg_submissions') }}
)

select
    cells.submission_id,
    cells.form,
    cells.agency_id,
    cells.unit_id,
    cells.period,
    cells.period_kind,
    cells.index_year,
    subjects.subject,
    subjects.period_end,
    cells.line,
    max(case when cells.field = 'value' then cells.number end) as figure,
    max(case when cells.field = 'denominator' then cells.number end) as denominator,
    max(case when cells.field = 'value' then cells.text end) as answer,
    max(case when cells.field = 'value' and cells.status = 'reported' then 1 else 0 end) = 1
        as is_reported,
    cells.is_synthetic
from counting_cells as cells
inner join subjects on cells.submission_id = subjects.submission_id
where cells.field in ('value', 'denominator')
group by
    cells.submission_id,
    cells.form,
    cells.agency_id,
    cells.unit_id,
    cells.period,
    cells.period_kind,
    cells.index_year,
    subjects.subject,
    subjects.period_end,
    cells.line,
    cells.is_synthetic
