-- A change of contacts is told by a report for the day it happened on: each such day is a subject.
select
    submission_id,
    period as subject,
    cast(null as varchar) as report_kind,
    'contact_change' as event,
    period_end as event_on,
    cast(null as timestamp) as event_at,
    false as is_serious
from {{ ref('stg_submissions') }}
where form = 'contact_points' and period_kind = 'event' and is_counting
