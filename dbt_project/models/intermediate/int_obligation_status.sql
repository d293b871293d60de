-- What became of everything that is owed, as of the run's day. A report keeps its day when it is
-- corrected later: the first one received that was neither rejected nor withdrawn counts. Under an
-- assumed duty a report is received or was not asked for, and nobody is late or missing.
with

reports as (
    select
        form,
        agency_id,
        scope,
        period,
        index_year,
        received_on,
        verdict in ('accepted', 'accepted_with_warnings') as is_accepted
    from {{ ref('stg_submissions') }}
    where is_received
),

received as (
    select
        form,
        agency_id,
        scope,
        'period' as period_kind,
        period,
        min(received_on) as received_on,
        max(case when is_accepted then 1 else 0 end) as accepted
    from reports
    group by form, agency_id, scope, period
    union all
    select
        form,
        agency_id,
        scope,
        'one-off' as period_kind,
        cast(index_year as varchar) as period,
        min(received_on) as received_on,
        max(case when is_accepted then 1 else 0 end) as accepted
    from reports
    group by form, agency_id, scope, index_year
),

answered as (
    select
        due.rule_id,
        due.form,
        due.scope,
        due.agency_id,
        due.agency_name,
        due.agency_type,
        due.unit_id,
        due.sector,
        due.event,
        due.subject,
        due.period_kind,
        due.period,
        due.index_year,
        due.period_start,
        due.period_end,
        due.deadline,
        due.exempt_reason,
        due.is_assumed,
        due.is_synthetic,
        due.last_minute_on_time,
        date_trunc('minute', due.told_at) as told_at,
        coalesce(cast(due.told_at as date), received.received_on) as received_on,
        -- Events come from accepted rows only.
        due.told_at is not null or coalesce(received.accepted, 0) = 1 as is_accepted
    from {{ ref('int_obligation_due') }} as due
    left join received
        on
            due.form = received.form
            and due.agency_id = received.agency_id
            and due.scope = received.scope
            and due.period = received.period
            and received.period_kind = case
                when due.period_kind in ('year', 'half-year') then 'period' else due.period_kind
            end
),

statuses as (
    select
        answered.rule_id,
        answered.form,
        answered.scope,
        answered.agency_id,
        answered.agency_name,
        answered.agency_type,
        answered.unit_id,
        answered.sector,
        answered.event,
        answered.subject,
        answered.period_kind,
        answered.period,
        answered.index_year,
        answered.period_start,
        answered.period_end,
        answered.deadline,
        answered.last_minute_on_time,
        answered.told_at,
        answered.received_on,
        answered.is_accepted,
        case
            when answered.exempt_reason is not null then 'exempt'
            when answered.is_assumed and answered.received_on is not null then 'received'
            when answered.is_assumed then 'not_asked'
            when answered.received_on is not null and answered.deadline is null then 'received'
            when answered.told_at > answered.last_minute_on_time then 'late'
            when answered.received_on < answered.deadline then 'on_time'
            when answered.received_on is not null then 'late'
            when coalesce(answered.deadline, answered.period_end) > run.as_of then 'not_yet_due'
            when answered.deadline is null then 'no_deadline'
            else 'missing'
        end as status,
        answered.exempt_reason,
        answered.is_assumed,
        answered.is_synthetic
    from answered
    cross join {{ ref('stg_run') }} as run
)

select
    rule_id,
    form,
    scope,
    agency_id,
    agency_name,
    agency_type,
    unit_id,
    sector,
    event,
    subject,
    period_kind,
    period,
    index_year,
    period_start,
    period_end,
    deadline,
    last_minute_on_time,
    told_at,
    received_on,
    is_accepted,
    status,
    -- In the words of mart_report_status; null where nobody is asked.
    case
        when status = 'exempt' then 'exempt'
        when received_on is not null and not is_accepted then 'held'
        when status in ('received', 'on_time') and is_assumed then 'assumed'
        when status in ('received', 'on_time') then 'accepted'
        when status = 'late' then 'late'
        when status = 'not_yet_due' then 'due'
        when status in ('missing', 'no_deadline') then 'missing'
    end as report_status,
    exempt_reason,
    is_assumed,
    is_synthetic
from statuses
