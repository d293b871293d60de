-- What happened and must be told within days or hours: one row per rule and event it asks about,
-- with its deadline (the first day that is too late) and when a report that answers the rule first
-- came. Built from the models that hand over events (README, "To add a report of events"): what
-- happened is read from the latest report. What nobody told is not known here. Where a first notice
-- of an event is asked for, that notice is no answer to the rule that asks for a report besides.
with

told as (
    {% for model in var('event_models') %}
        select
            submission_id,
            subject,
            report_kind,
            event,
            event_on,
            event_at,
            is_serious
        from {{ ref(model) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

reports as (
    select
        submissions.form,
        submissions.agency_id,
        submissions.scope,
        submissions.subject as report_subject,
        told.subject,
        submissions.period,
        told.report_kind,
        told.event,
        told.event_on,
        told.event_at,
        told.is_serious,
        row_number() over (
            partition by
                submissions.form, submissions.agency_id, submissions.scope, told.subject,
                told.event
            order by submissions.period_end desc, submissions.submission_id asc
        ) as place
    from told
    inner join {{ ref('stg_submissions') }} as submissions
        on told.submission_id = submissions.submission_id
    where submissions.is_counting
),

-- A report keeps its minute when it is corrected later.
receipts as (
    select
        form,
        agency_id,
        scope,
        subject,
        period,
        min(received_at) as received_at
    from {{ ref('stg_submissions') }}
    where is_received
    group by form, agency_id, scope, subject, period
),

tellings as (
    select
        reports.form,
        reports.agency_id,
        reports.scope,
        reports.subject,
        reports.report_kind,
        min(receipts.received_at) as received_at
    from reports
    inner join receipts
        on
            reports.form = receipts.form
            and reports.agency_id = receipts.agency_id
            and reports.scope = receipts.scope
            and reports.report_subject = receipts.subject
            and reports.period = receipts.period
    group by
        reports.form, reports.agency_id, reports.scope, reports.subject, reports.report_kind
),

asked as (
    select
        rules.rule_id,
        reports.form,
        reports.agency_id,
        reports.scope,
        reports.subject,
        reports.event_on,
        rules.report_kind,
        case
            when rules.kind = 'report'
                then
                    max(case when rules.kind = 'first_notice' then rules.report_kind end) over (
                        partition by
                            reports.form, reports.agency_id, reports.scope, reports.subject,
                            reports.event
                    )
        end as other_kind,
        case
            when rules.deadline_rule = 'within_hours'
                then {{ add_minutes('reports.event_at', '60 * rules.deadline_amount') }}
        end as last_minute_on_time,
        case rules.deadline_rule
            when 'within_days'
                then {{ add_days('reports.event_on', 'rules.deadline_amount + 1') }}
            when 'within_hours'
                then
                    {{ add_days(
                        'reports.event_on', whole_days('rules.deadline_amount') ~ ' + 1'
                    ) }}
        end as deadline
    from reports
    inner join {{ ref('obligation_rule') }} as rules
        on
            reports.form = rules.form
            and reports.scope = rules.scope
            and reports.event = rules.event
            and (reports.is_serious or not rules.only_serious)
            and (rules.valid_from is null or reports.event_on >= rules.valid_from)
            and {{ is_issued_on('rules.document_date', 'reports.event_on') }}
            and (rules.valid_to is null or reports.event_on <= rules.valid_to)
    where reports.place = 1
)

select
    asked.rule_id,
    asked.agency_id,
    asked.subject,
    asked.event_on,
    asked.last_minute_on_time,
    coalesce(
        {{ add_days('cast(asked.last_minute_on_time as date)', 1) }}, asked.deadline
    ) as deadline,
    min(tellings.received_at) as received_at
from asked
left join tellings
    on
        asked.form = tellings.form
        and asked.agency_id = tellings.agency_id
        and asked.scope = tellings.scope
        and asked.subject = tellings.subject
        and (asked.report_kind is null or asked.report_kind = tellings.report_kind)
        and (asked.other_kind is null or asked.other_kind != coalesce(tellings.report_kind, '-'))
group by
    asked.rule_id,
    asked.agency_id,
    asked.subject,
    asked.event_on,
    asked.last_minute_on_time,
    asked.deadline
