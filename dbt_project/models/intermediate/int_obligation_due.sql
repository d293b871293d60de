-- Who owes what by when. An agency owes a period's report when it exists at the period's end; one
-- that ended inside the period, or before the last day on time, owes nothing (exempt_reason). Where
-- a sector has a rule of its own it stands in for the general one of the same obligation.
with

rules as (
    select
        rules.rule_id,
        coalesce(rules.obligation_id, rules.rule_id) as obligation,
        rules.form,
        rules.scope,
        rules.actor,
        rules.sector,
        rules.event,
        rules.only_serious,
        rules.deadline_rule,
        rules.deadline_amount,
        rules.valid_from,
        rules.valid_to,
        forms.reporter
    from {{ ref('obligation_rule') }} as rules
    inner join {{ ref('stg_forms') }} as forms on rules.form = forms.form
    where rules.kind != 'goal'
),

agencies as (
    select
        agency_id,
        agency_name,
        agency_type,
        reporter,
        unit_id,
        sector,
        valid_from,
        valid_to,
        is_synthetic,
        max(coalesce(valid_to, date '9999-12-31')) over (partition by agency_id) as ends_on
    from {{ ref('stg_agencies') }}
),

children as (
    select
        parent_id,
        valid_from,
        valid_to
    from {{ ref('stg_agencies') }}
    where parent_id is not null
),

instances as (
    select
        periods.rule_id,
        cast(null as varchar) as agency_id,
        '-' as subject,
        periods.period_kind,
        periods.period,
        periods.index_year,
        periods.period_start,
        periods.period_end,
        periods.deadline,
        cast(null as date) as told_on
    from {{ ref('int_obligation_periods') }} as periods
    inner join {{ ref('stg_run') }} as run on periods.period_start <= run.as_of
    union all
    select
        rules.rule_id,
        events.agency_id,
        events.subject,
        'event' as period_kind,
        cast(extract(year from events.event_on) as varchar) as period,
        cast(extract(year from events.event_on) as integer) as index_year,
        events.event_on as period_start,
        events.event_on as period_end,
        case rules.deadline_rule
            when 'within_days'
                then {{ add_days('events.event_on', 'rules.deadline_amount + 1') }}
            when 'within_hours'
                then {{ add_days('events.event_on', whole_days('rules.deadline_amount') ~ ' + 1') }}
        end as deadline,
        events.received_on as told_on
    from {{ ref('int_obligation_events') }} as events
    inner join rules
        on
            events.form = rules.form
            and events.event = rules.event
            and (events.is_serious or not rules.only_serious)
            and (rules.valid_from is null or events.event_on >= rules.valid_from)
            and (rules.valid_to is null or events.event_on <= rules.valid_to)
),

owed as (
    select
        instances.rule_id,
        rules.form,
        rules.scope,
        agencies.agency_id,
        agencies.agency_name,
        agencies.agency_type,
        agencies.unit_id,
        agencies.sector,
        instances.subject,
        instances.period_kind,
        instances.period,
        instances.index_year,
        instances.period_start,
        instances.period_end,
        instances.deadline,
        instances.told_on,
        case
            when agencies.ends_on < instances.period_end then 'ended_in_period'
            when agencies.ends_on < {{ add_days('instances.deadline', -1) }}
                then 'ended_before_deadline'
        end as exempt_reason,
        agencies.is_synthetic,
        row_number() over (
            partition by
                rules.obligation, agencies.agency_id, instances.period_kind,
                instances.period, instances.subject, rules.event
            order by case when rules.sector is null then 1 else 0 end asc
        ) as place
    from instances
    inner join rules on instances.rule_id = rules.rule_id
    inner join agencies
        on
            rules.reporter = agencies.reporter
            and (instances.agency_id is null or instances.agency_id = agencies.agency_id)
            and (rules.sector is null or rules.sector = agencies.sector)
            and (agencies.valid_from is null or instances.period_end >= agencies.valid_from)
            and (
                coalesce(agencies.valid_to, date '9999-12-31') >= instances.period_end
                or (
                    agencies.valid_to = agencies.ends_on
                    and instances.period_start <= agencies.valid_to
                )
            )
    where
        rules.actor != 'lead_agency'
        or exists (
            select 1
            from children
            where
                children.parent_id = agencies.agency_id
                and (
                    children.valid_from is null
                    or children.valid_from <= least(instances.period_end, agencies.ends_on)
                )
                and (
                    children.valid_to is null
                    or children.valid_to >= least(instances.period_end, agencies.ends_on)
                )
        )
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
    subject,
    period_kind,
    period,
    index_year,
    period_start,
    period_end,
    deadline,
    told_on,
    exempt_reason,
    is_synthetic
from owed
where place = 1
