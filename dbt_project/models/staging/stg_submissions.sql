with

submissions as (
    select
        submission_id,
        form,
        form_version,
        agency_id,
        unit_id,
        period,
        period_kind,
        period_start,
        period_end,
        index_year,
        -- One whose scope cannot be read is held, and is its sender's own until that is mended.
        case when scope = 'aggregate' then scope else 'own' end as scope,
        subject,
        revision,
        report_date,
        received_at,
        received_on,
        received_declared,
        deadline,
        obligation,
        verdict,
        is_received,
        blocking_findings,
        warning_findings,
        waived_findings,
        corrected_cells,
        is_synthetic,
        file_name,
        sender_id,
        channel,
        handed_in_by
    from {{ source('ledger', 'submissions') }}
),

-- The order never depends on arrival: only on what is written in the form.
accepted_revisions as (
    select
        submission_id,
        row_number() over (
            partition by form, agency_id, period, subject, scope
            order by revision desc nulls last, report_date desc nulls last, submission_id asc
        ) as place
    from submissions
    where verdict in ('accepted', 'accepted_with_warnings')
),

-- What counted on the day of the deadline; where none is known, what was sent first.
first_known_revisions as (
    select
        submission_id,
        row_number() over (
            partition by form, agency_id, period, subject, scope
            order by
                case when deadline is null then revision else -revision end asc nulls last,
                case when deadline is null then report_date end asc nulls last,
                report_date desc nulls last,
                submission_id asc
        ) as place
    from submissions
    where
        verdict in ('accepted', 'accepted_with_warnings')
        and (deadline is null or received_on < deadline)
)

select
    submissions.submission_id,
    submissions.form,
    submissions.form_version,
    submissions.agency_id,
    submissions.unit_id,
    submissions.period,
    submissions.period_kind,
    submissions.period_start,
    submissions.period_end,
    submissions.index_year,
    submissions.scope,
    submissions.subject,
    submissions.revision,
    submissions.report_date,
    submissions.received_at,
    submissions.received_on,
    submissions.received_declared,
    submissions.deadline,
    submissions.obligation,
    submissions.verdict,
    submissions.is_received,
    submissions.blocking_findings,
    submissions.warning_findings,
    submissions.waived_findings,
    submissions.corrected_cells,
    submissions.is_synthetic,
    submissions.file_name,
    submissions.sender_id,
    submissions.channel,
    submissions.handed_in_by,
    coalesce(accepted_revisions.place = 1, false) as is_counting,
    coalesce(first_known_revisions.place = 1, false) as was_counting,
    coalesce(accepted_revisions.place = 1 or first_known_revisions.place = 1, false) as is_observed
from submissions
left join accepted_revisions on submissions.submission_id = accepted_revisions.submission_id
left join first_known_revisions
    on submissions.submission_id = first_known_revisions.submission_id
