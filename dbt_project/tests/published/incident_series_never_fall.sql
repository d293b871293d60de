-- A count since the start of the year cannot fall within one publisher's series.
with

series as (
    select
        publisher,
        category,
        period_start,
        period_end,
        count,
        lag(count) over (
            partition by publisher, category, period_start
            order by period_end
        ) as count_before
    from {{ ref('incidents_national') }}
    where is_cumulative
)

select
    publisher,
    category,
    period_start,
    period_end,
    count_before,
    count
from series
where count < count_before
