-- What falls due from the as-of day on, in periods that have begun: on its last day on time a
-- deadline is still there, the day after it is gone. Below it what is asked for whenever something
-- happens, with what happened so far this year.
with

home as (
    select max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('stg_agencies') }}
),

answers as (
    select
        rule_id,
        period,
        sum(case when status != 'exempt' then 1 else 0 end) as reports_due,
        sum(case when status != 'exempt' and received_on is not null then 1 else 0 end)
            as reports_received
    from {{ ref('int_obligation_status') }}
    where not is_assumed
    group by rule_id, period
),

coming as (
    select
        periods.rule_id,
        periods.period,
        periods.index_year,
        periods.period_start,
        periods.period_end,
        periods.last_day_on_time,
        periods.deadline
    from {{ ref('int_obligation_periods') }} as periods
    inner join {{ ref('stg_run') }} as run
        on periods.deadline > run.as_of and periods.period_start <= run.as_of
    union all
    select
        rules.rule_id,
        cast(extract(year from run.as_of) as varchar) as period,
        cast(extract(year from run.as_of) as integer) as index_year,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as date) as last_day_on_time,
        cast(null as date) as deadline
    from {{ ref('obligation_rule') }} as rules
    inner join {{ ref('stg_run') }} as run
        on
            (rules.valid_from is null or rules.valid_from <= run.as_of)
            and (rules.valid_to is null or rules.valid_to >= run.as_of)
    where rules.period_kind = 'event'
)

select
    coming.rule_id,
    rules.obligation_id,
    rules.kind,
    obligations.report_vi,
    rules.form,
    forms.title_vi as form_title_vi,
    forms.title_en as form_title_en,
    rules.scope,
    rules.actor,
    rules.sector,
    rules.binds,
    recipients.recipients,
    coalesce(recipients.mark, rules.mark) as recipients_mark,
    coming.period,
    coming.index_year,
    coming.period_start,
    coming.period_end,
    rules.event,
    rules.deadline_rule,
    rules.deadline_amount,
    coming.last_day_on_time,
    coming.deadline,
    cast(
        case when rules.kind = 'goal' then null else coalesce(answers.reports_due, 0) end as integer
    ) as reports_due,
    cast(
        case when rules.kind = 'goal' then null else coalesce(answers.reports_received, 0) end
        as integer
    ) as reports_received,
    coalesce(rules.legal_basis_vi, rules.legal_basis) as legal_basis,
    rules.mark,
    {{ note_of_period('note', 'period_note_en', 'coming.period') }} as note,
    {{ note_of_period('note_vi', 'period_note_vi', 'coming.period') }} as note_vi,
    {{ note_of_period('note_en', 'period_note_en', 'coming.period') }} as note_en,
    coalesce(home.is_synthetic, false) as is_synthetic
from coming
cross join {{ ref('stg_run') }} as run
inner join {{ ref('obligation_rule') }} as rules on coming.rule_id = rules.rule_id
left join {{ ref('reporting_obligation') }} as obligations on rules.obligation_id = obligations.id
left join {{ ref('stg_forms') }} as forms on rules.form = forms.form
left join answers on coming.rule_id = answers.rule_id and coming.period = answers.period
left join {{ ref('int_recipients') }} as recipients
    on
        coming.rule_id = recipients.rule_id
        and coalesce(coming.last_day_on_time, run.as_of)
        between recipients.valid_from and recipients.valid_to
cross join home
