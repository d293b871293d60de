-- Known contradiction, kept and shown: two papers print different VNCERT figures of 2017 for
-- deface, malware and phishing.
{{ config(severity='warn', tags=['known_contradiction']) }}

select
    publisher,
    period_start,
    period_end,
    category,
    min(count) as lowest,
    max(count) as highest
from {{ ref('incidents_national') }}
group by publisher, period_start, period_end, category
having min(count) != max(count)
