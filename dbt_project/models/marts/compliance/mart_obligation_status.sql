select
    statuses.rule_id,
    rules.obligation_id,
    rules.kind,
    obligations.report_vi,
    statuses.form,
    statuses.scope,
    statuses.agency_id,
    statuses.agency_name,
    statuses.agency_type,
    statuses.unit_id,
    statuses.sector,
    statuses.subject,
    statuses.period_kind,
    statuses.period,
    statuses.index_year,
    statuses.period_start,
    statuses.period_end,
    statuses.event,
    rules.deadline_rule,
    rules.deadline_amount,
    statuses.deadline,
    {{ add_days('statuses.deadline', -1) }} as last_day_on_time,
    statuses.last_minute_on_time,
    statuses.received_on,
    statuses.told_at,
    statuses.is_accepted,
    statuses.status,
    statuses.report_status,
    case statuses.status
        when 'on_time' then 0
        when 'late'
            then
                greatest(
                    1, {{ days_between('statuses.deadline', 'statuses.received_on') }} + 1
                )
    end as late_days,
    statuses.exempt_reason,
    statuses.is_assumed,
    recipients.recipients,
    coalesce(recipients.mark, rules.mark) as recipients_mark,
    coalesce(rules.legal_basis_vi, rules.legal_basis) as legal_basis,
    rules.mark,
    {{ note_of_period('note', 'period_note_en', 'statuses.period') }} as note,
    {{ note_of_period('note_vi', 'period_note_vi', 'statuses.period') }} as note_vi,
    {{ note_of_period('note_en', 'period_note_en', 'statuses.period') }} as note_en,
    statuses.is_synthetic
from {{ ref('int_obligation_status') }} as statuses
inner join {{ ref('obligation_rule') }} as rules on statuses.rule_id = rules.rule_id
left join {{ ref('reporting_obligation') }} as obligations on rules.obligation_id = obligations.id
left join {{ ref('int_recipients') }} as recipients
    on
        statuses.rule_id = recipients.rule_id
        -- Of a period those of the last day on time count, of an event those of its day.
        and case
            when statuses.event is null
                then coalesce({{ add_days('statuses.deadline', -1) }}, statuses.period_end)
            else statuses.period_end
        end between recipients.valid_from and recipients.valid_to
-- Under an assumed duty nobody is named for what did not come.
where statuses.status != 'not_asked'
