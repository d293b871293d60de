-- Observation shape. Serves every form that is an indicator sheet: the line's code is the measure.
-- A report about one incident is none of an agency's period and is left to stg_form_lines.
with

counting_cells as (
    select
        cells.submission_id,
        cells.form,
        cells.agency_id,
        cells.unit_id,
        cells.period,
        cells.line,
        cells.field,
        cells.number,
        cells.status,
        cells.is_synthetic
    from {{ source('raw', 'indicator_cells') }} as cells
    inner join {{ ref('stg_submissions') }} as submissions
        on cells.submission_id = submissions.submission_id
    where
        submissions.is_observed
        and submissions.subject = '-'
        and cells.scope = 'own'
        and cells.field in ('value', 'denominator')
),

lines as (
    select
        submission_id,
        form,
        agency_id,
        unit_id,
        period,
        line,
        is_synthetic,
        max(case when field = 'value' then number end) as numerator,
        max(case when field = 'denominator' then number end) as denominator,
        max(case when status = 'not_applicable' then 1 else 0 end) as has_not_applicable,
        max(case when status = 'unreadable' then 1 else 0 end) as has_unreadable,
        max(case when status = 'reported' and number is not null then 0 else 1 end) as has_gap
    from counting_cells
    group by submission_id, form, agency_id, unit_id, period, line, is_synthetic
)

select
    submission_id,
    form,
    agency_id,
    unit_id,
    period,
    line as measure,
    numerator,
    denominator,
    case
        when has_not_applicable = 1 then 'not_applicable'
        when has_unreadable = 1 then 'unreadable'
        when has_gap = 1 then 'not_reported'
        else 'reported'
    end as status,
    is_synthetic
from lines
