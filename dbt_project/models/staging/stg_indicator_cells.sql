-- Observation shape. Serves every form that is an indicator sheet: the line's code is the measure.
with

observed_cells as (
    {{ observed_cells() }}
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
    from observed_cells
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
