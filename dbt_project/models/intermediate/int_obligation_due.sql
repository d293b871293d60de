-- Who owes what by when. An agency owes a period's report when it exists at the period's end; one
-- that ended inside the period, or before the last day on time, owes nothing (exempt_reason). Where
-- a sector has a rule of its own it stands in for the general one of the same obligation. A rule
-- that was read for some agencies only is an assumption for all others (is_assumed), and so is
-- every rule for a kind of agency that none addresses.
with

rules as (
    select
        rules.rule_id,
        coalesce(rules.obligation_id, rules.rule_id) as obligation,
        rules.form,
        rules.scope,
        rules.actor,
        rules.sector,
        rules.binds,
        rules.event,
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
        coalesce(in_response_network, false) as in_response_network,
        coalesce(is_duty_assumed, false) as is_duty_assumed,
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
        cast(null as timestamp) as last_minute_on_time,
        cast(null as timestamp) as told_at
    from {{ ref('int_obligation_periods') }} as periods
    inner join {{ ref('stg_run') }} as run on periods.period_start <= run.as_of
    union all
    select
        rule_id,
        agency_id,
        subject,
        'event' as period_kind,
        cast(extract(year from event_on) as varchar) as period,
        cast(extract(year from event_on) as integer) as index_year,
        event_on as period_start,
        event_on as period_end,
        deadline,
        last_minute_on_time,
        received_at as told_at
    from {{ ref('int_obligation_events') }}
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
        rules.event,
        instances.subject,
        instances.period_kind,
        instances.period,
        instances.index_year,
        instances.period_start,
        instances.period_end,
        instances.deadline,
        instances.last_minute_on_time,
        instances.told_at,
        case
            when agencies.ends_on < instances.period_end then 'ended_in_period'
            when agencies.ends_on < {{ add_days('instances.deadline', -1) }}
                then 'ended_before_deadline'
        end as exempt_reason,
        case
            when agencies.is_duty_assumed then true
            when rules.binds = 'everyone' then false
            when rules.binds = 'some_units' then bound.unit_id is null
            when rules.binds = 'network_members' then not agencies.in_response_network
            else true
        end as is_assumed,
        agencies.is_duty_assumed,
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
    left join {{ ref('obligation_bound_unit') }} as bound
        on rules.rule_id = bound.rule_id and agencies.unit_id = bound.unit_id
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
    exempt_reason,
    is_assumed,
    is_duty_assumed,
    is_synthetic
from owed
where place = 1
