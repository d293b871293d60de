-- What was sent for an agency, form, period and subject: the revision that counts, or without one
-- the latest that was received of the agency. It came when the first of them did: a correction sent
-- later makes nobody late.
with

in_order as (
    select
        form,
        scope,
        agency_id,
        period,
        subject,
        unit_id,
        index_year,
        submission_id,
        verdict,
        revision,
        deadline,
        received_on,
        is_received,
        blocking_findings,
        warning_findings,
        is_synthetic,
        min(case when is_received then received_on end) over (
            partition by form, scope, agency_id, period, subject
        ) as first_received_on,
        max(case when received_declared then 1 else 0 end) over (
            partition by form, scope, agency_id, period, subject
        ) = 1 as has_declared_receipt,
        row_number() over (
            partition by form, scope, agency_id, period, subject
            order by
                case when is_counting then 0 when is_received then 1 else 2 end asc,
                revision desc nulls last,
                report_date desc nulls last,
                submission_id asc
        ) as place
    from {{ ref('stg_submissions') }}
    where
        form is not null
        and agency_id is not null
        and period is not null
        and verdict != 'withdrawn'
)

select
    form,
    scope,
    agency_id,
    period,
    subject,
    unit_id,
    index_year,
    submission_id,
    verdict,
    revision,
    deadline,
    coalesce(first_received_on, received_on) as received_on,
    has_declared_receipt,
    is_received,
    blocking_findings,
    warning_findings,
    is_synthetic
from in_order
where place = 1
