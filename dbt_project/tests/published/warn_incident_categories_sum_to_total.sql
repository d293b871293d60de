-- Known contradiction, kept and shown: in one paper the VNCERT categories of 2017 add up to
-- 11,471 of 13,382, in another they fit; those of the first quarter of 2019 stop at 2,369 of
-- 4,770 (the third is printed as "more than 1,000" and is not a figure).
{{ config(severity='warn', tags=['known_contradiction']) }}

with

sums as (
    select
        publisher,
        period_start,
        period_end,
        source_url,
        sum(count) as sum_of_categories
    from {{ ref('incidents_national') }}
    where category != 'total'
    group by publisher, period_start, period_end, source_url
),

totals as (
    select
        publisher,
        period_start,
        period_end,
        max(count) as total
    from {{ ref('incidents_national') }}
    where category = 'total'
    group by publisher, period_start, period_end
)

select
    sums.publisher,
    sums.period_start,
    sums.period_end,
    sums.source_url,
    sums.sum_of_categories,
    totals.total
from sums
inner join totals
    on
        sums.publisher = totals.publisher
        and sums.period_start = totals.period_start
        and sums.period_end = totals.period_end
where sums.sum_of_categories != totals.total
