-- Known contradiction, kept and shown: to July 2019 VNCERT counts 6,219 incidents, to June AIS
-- 3,159: two definitions. Series of different publishers are never joined into one.
{{ config(severity='warn', tags=['known_contradiction']) }}

select
    one.year,
    one.publisher,
    one.period_end,
    one.count,
    other.publisher as other_publisher,
    other.period_end as other_period_end,
    other.count as other_count
from {{ ref('incidents_national') }} as one
inner join {{ ref('incidents_national') }} as other
    on
        one.category = other.category
        and one.period_start = other.period_start
        and one.publisher < other.publisher
        and one.period_end < other.period_end
where
    one.category = 'total'
    and one.is_cumulative
    and other.is_cumulative
