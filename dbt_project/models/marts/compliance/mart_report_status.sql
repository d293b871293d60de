-- What became of every report, in one word that every page uses, and what has to be done next.
with

-- What was sent once answers what was asked for once, whatever the period it names. What somebody
-- else sent for an agency answers nothing: it waits on its own.
answers as (
    select
        owed.form,
        owed.scope,
        owed.agency_id,
        owed.period_kind,
        owed.period,
        sent.period as sent_period,
        sent.subject as sent_subject,
        row_number() over (
            partition by owed.form, owed.scope, owed.agency_id, owed.period_kind, owed.period
            order by
                case when sent.verdict in ('accepted', 'accepted_with_warnings') then 0 else 1 end,
                sent.received_on,
                sent.submission_id
        ) as place
    from {{ ref('int_owed_reports') }} as owed
    inner join {{ ref('int_sent_reports') }} as sent
        on
            owed.form = sent.form
            and owed.scope = sent.scope
            and owed.agency_id = sent.agency_id
            and owed.period = case
                when owed.period_kind = 'one-off' then cast(sent.index_year as varchar)
                else sent.period
            end
    where owed.period_kind != 'event' and (sent.is_received or sent.verdict = 'rejected')
),

reports as (
    select
        owed.form,
        owed.scope,
        owed.agency_id,
        owed.agency_name,
        owed.unit_id,
        owed.period_kind,
        owed.period,
        owed.subject,
        owed.event,
        owed.report_number,
        owed.index_year,
        owed.status,
        owed.status not in ('assumed', 'exempt') as is_owed,
        owed.deadline,
        owed.received_on,
        owed.is_late,
        coalesce(sent.has_declared_receipt, false) as has_declared_receipt,
        sent.submission_id,
        sent.verdict,
        sent.revision,
        sent.blocking_findings,
        sent.warning_findings,
        coalesce(sent.is_synthetic, owed.is_synthetic) as is_synthetic
    from {{ ref('int_owed_reports') }} as owed
    left join answers
        on
            owed.form = answers.form
            and owed.scope = answers.scope
            and owed.agency_id = answers.agency_id
            and owed.period_kind = answers.period_kind
            and owed.period = answers.period
            and answers.place = 1
    left join {{ ref('int_sent_reports') }} as sent
        on
            answers.form = sent.form
            and answers.scope = sent.scope
            and answers.agency_id = sent.agency_id
            and answers.sent_period = sent.period
            and answers.sent_subject = sent.subject
    union all
    select
        sent.form,
        sent.scope,
        sent.agency_id,
        cast(null as varchar) as agency_name,
        sent.unit_id,
        'not_owed' as period_kind,
        sent.period,
        sent.subject,
        '-' as event,
        1 as report_number,
        sent.index_year,
        case when sent.verdict in ('held', 'tool_error') then 'held' else 'accepted' end as status,
        false as is_owed,
        sent.deadline,
        sent.received_on,
        false as is_late,
        sent.has_declared_receipt,
        sent.submission_id,
        sent.verdict,
        sent.revision,
        sent.blocking_findings,
        sent.warning_findings,
        sent.is_synthetic
    from {{ ref('int_sent_reports') }} as sent
    left join answers
        on
            sent.form = answers.form
            and sent.scope = answers.scope
            and sent.agency_id = answers.agency_id
            and sent.period = answers.sent_period
            and sent.subject = answers.sent_subject
            and answers.place = 1
    where answers.form is null and sent.verdict != 'rejected'
),

agency_names as (
    select
        agency_id,
        max(agency_name) as agency_name
    from {{ ref('stg_agencies') }}
    group by agency_id
),

-- Faults of the register, which no sender can mend.
of_register as (
    select findings.submission_id
    from {{ ref('stg_findings') }} as findings
    inner join {{ ref('stg_rules') }} as rules on findings.rule_code = rules.rule_code
    where
        findings.severity = 'block'
        and not findings.is_waived
        and rules.owner = 'register_keeper'
    group by findings.submission_id
)

select
    reports.form,
    forms.title_vi as form_title_vi,
    forms.title_en as form_title_en,
    reports.scope,
    reports.agency_id,
    coalesce(reports.agency_name, agency_names.agency_name) as agency_name,
    reports.unit_id,
    reports.period_kind,
    reports.period,
    reports.subject,
    reports.event,
    reports.report_number,
    reports.index_year,
    reports.status,
    reports.is_owed,
    case
        when reports.status = 'held' and reports.verdict = 'tool_error' then 'repair_reader'
        when reports.status = 'held' and of_register.submission_id is not null
            then 'complete_register'
        when reports.status = 'held' then 'mend'
        when reports.status in ('due', 'missing') and reports.verdict = 'rejected' then 'send_again'
        when reports.status in ('due', 'missing') then 'send'
    end as next_step,
    reports.deadline,
    {{ add_days('reports.deadline', -1) }} as last_day_on_time,
    reports.received_on,
    reports.has_declared_receipt,
    reports.is_late,
    case
        when reports.is_late
            then
                greatest(1, {{ days_between('reports.deadline', 'reports.received_on') }} + 1)
        when reports.received_on < reports.deadline then 0
    end as late_days,
    reports.submission_id,
    reports.verdict,
    reports.revision,
    reports.blocking_findings,
    reports.warning_findings,
    reports.is_synthetic
from reports
left join {{ ref('stg_forms') }} as forms on reports.form = forms.form
left join agency_names on reports.agency_id = agency_names.agency_id
left join of_register on reports.submission_id = of_register.submission_id
