-- Observation shape. Handled = by the agency itself or with support, at most what was counted.
with

counting_rows as (
    select
        counts.submission_id,
        counts.form,
        counts.agency_id,
        counts.unit_id,
        counts.period,
        counts.is_synthetic,
        counts.incidents,
        counts.self_handled + counts.handled_with_support as handled,
        counts.incidents_status = 'reported'
        and counts.self_handled_status = 'reported'
        and counts.handled_with_support_status = 'reported' as is_complete,
        counts.incidents_status = 'not_applicable' as is_not_applicable
    from {{ source('raw', 'incident_counts') }} as counts
    inner join {{ ref('stg_submissions') }} as submissions
        on counts.submission_id = submissions.submission_id
    where
        submissions.is_observed
        and counts.scope = 'own'
)

select
    submission_id,
    form,
    agency_id,
    unit_id,
    period,
    'incident_handling_share' as measure,
    cast(sum(case when is_complete then least(handled, incidents) end) as decimal(38, 12))
        as numerator,
    cast(sum(case when is_complete then incidents end) as decimal(38, 12)) as denominator,
    case
        when max(case when is_complete then 1 else 0 end) = 1 then 'reported'
        when min(case when is_not_applicable then 1 else 0 end) = 1 then 'not_applicable'
        else 'not_reported'
    end as status,
    is_synthetic
from counting_rows
group by submission_id, form, agency_id, unit_id, period, is_synthetic
