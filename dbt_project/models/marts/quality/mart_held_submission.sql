-- The queue: every submission that is held or rejected, and whether another that is no earlier
-- revision counts in its place. Who has to see to it is said by its findings; how long it waits is
-- counted by who reads it.
with

codes as (
    select
        submission_id,
        rule_code
    from {{ ref('stg_findings') }}
    where severity = 'block' and not is_waived
    group by submission_id, rule_code
),

blocking as (
    select
        submission_id,
        {{ ordered_list('rule_code', ', ', 'rule_code') }} as blocking_codes
    from codes
    group by submission_id
),

counting as (
    select
        form,
        agency_id,
        period,
        subject,
        scope,
        max(revision) as revision,
        max(report_date) as report_date,
        max(received_at) as received_at
    from {{ ref('stg_submissions') }}
    where is_counting
    group by form, agency_id, period, subject, scope
),

agency_names as (
    select
        agency_id,
        max(agency_name) as agency_name
    from {{ ref('stg_agencies') }}
    group by agency_id
)

select
    held.submission_id,
    held.form,
    forms.title_vi as form_title_vi,
    forms.title_en as form_title_en,
    held.agency_id,
    agency_names.agency_name,
    units.unit_id,
    held.period,
    held.index_year,
    held.revision,
    held.verdict,
    held.received_on,
    held.received_declared as has_declared_receipt,
    held.deadline,
    blocking.blocking_codes,
    held.blocking_findings,
    held.warning_findings,
    held.waived_findings,
    coalesce(
        counting.revision > held.revision
        or (counting.revision = held.revision and counting.report_date >= held.report_date),
        counting.received_at > held.received_at,
        false
    ) as is_replaced,
    workbooks.workbook as returned_workbook,
    held.file_name,
    held.sender_id,
    sender_names.agency_name as sender_name,
    held.channel,
    held.handed_in_by,
    held.is_synthetic
from {{ ref('stg_submissions') }} as held
left join {{ ref('int_submission_units') }} as units on held.submission_id = units.submission_id
left join {{ ref('stg_forms') }} as forms on held.form = forms.form
left join agency_names on held.agency_id = agency_names.agency_id
left join agency_names as sender_names on held.sender_id = sender_names.agency_id
left join blocking on held.submission_id = blocking.submission_id
left join {{ ref('stg_returned_workbooks') }} as workbooks
    on held.submission_id = workbooks.submission_id
left join counting
    on
        held.form = counting.form
        and held.agency_id = counting.agency_id
        and held.period = counting.period
        and held.subject = counting.subject
        and held.scope = counting.scope
where held.verdict in ('held', 'rejected', 'tool_error')
