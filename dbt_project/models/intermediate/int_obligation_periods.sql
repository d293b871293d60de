-- The periods of every rule that has some, from the home's first year to the one after the as-of
-- day, and the deadline of each: the first day that is too late, null where none is known. A rule
-- holds for a period when it was in force on the day of the deadline, or else at its end.
with

years as (
    select index_year from {{ ref('stg_form_periods') }}
    union
    select cast(extract(year from as_of) as integer) as index_year from {{ ref('stg_run') }}
    union
    select cast(extract(year from as_of) as integer) + 1 as index_year from {{ ref('stg_run') }}
),

parts_of_year as (
    select
        'year' as period_kind,
        0 as half,
        '' as suffix,
        '01-01' as first_day,
        '12-31' as last_day
    union all
    select
        'half-year' as period_kind,
        1 as half,
        '-S1' as suffix,
        '01-01' as first_day,
        '06-30' as last_day
    union all
    select
        'half-year' as period_kind,
        2 as half,
        '-S2' as suffix,
        '07-01' as first_day,
        '12-31' as last_day
),

recurring as (
    select
        rules.rule_id,
        rules.valid_from,
        rules.valid_to,
        rules.period_kind,
        years.index_year,
        cast(years.index_year as varchar) || parts.suffix as period,
        case
            when rules.period_starts is null
                then {{ month_day('years.index_year', 'parts.first_day') }}
            else {{ month_day('(years.index_year - 1)', 'rules.period_starts') }}
        end as period_start,
        {{ month_day('years.index_year', 'coalesce(rules.period_ends, parts.last_day)') }}
            as period_end,
        {{ month_day('years.index_year', 'rules.deadline_month_day') }} as deadline
    from {{ ref('obligation_rule') }} as rules
    inner join parts_of_year as parts
        on
            rules.period_kind = parts.period_kind
            and (rules.period_half is null or rules.period_half = parts.half)
    cross join years
),

-- A one-off of before the home's first year is there as soon as an answer to it is.
answers as (
    select distinct
        form,
        index_year
    from {{ ref('stg_submissions') }}
    where is_received
),

dated_once as (
    select
        rule_id,
        form,
        valid_from,
        valid_to,
        period_kind,
        deadline_rule,
        deadline_date,
        cast(extract(year from deadline_date) as integer) as index_year
    from {{ ref('obligation_rule') }}
    where period_kind = 'one-off'
),

one_offs as (
    select
        rules.rule_id,
        rules.valid_from,
        rules.valid_to,
        rules.period_kind,
        rules.index_year,
        cast(rules.index_year as varchar) as period,
        coalesce(rules.valid_from, {{ month_day('rules.index_year', "'01-01'") }}) as period_start,
        rules.deadline_date as period_end,
        case
            when rules.deadline_rule = 'by_date' then {{ add_days('rules.deadline_date', 1) }}
            else rules.deadline_date
        end as deadline
    from dated_once as rules
    where
        exists (
            select 1
            from years
            where years.index_year = rules.index_year
        )
        or exists (
            select 1
            from answers
            where answers.form = rules.form and answers.index_year = rules.index_year
        )
),

periods as (
    select * from recurring
    union all
    select * from one_offs
)

select
    rule_id,
    period_kind,
    period,
    index_year,
    period_start,
    period_end,
    deadline,
    {{ add_days('deadline', -1) }} as last_day_on_time
from periods
where
    (valid_from is null or coalesce(deadline, period_end) >= valid_from)
    and (valid_to is null or coalesce(deadline, period_end) <= valid_to)
