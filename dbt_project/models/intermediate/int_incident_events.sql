-- Events of incidents that must be told: detection, being beyond the owner's capacity, the end of
-- the response. By QĐ 05/2017 Đ.9 an incident is serious only where its owner cannot handle it
-- alone, so detection of a serious one is both. An incident to be kept secret is in no mart.
select
    submission_id,
    subject,
    report_kind,
    'detection' as event,
    detected_on as event_on,
    detected_at as event_at,
    is_serious
from {{ ref('int_incident_reports') }}
where not is_secret and detected_on is not null
union all
select
    submission_id,
    subject,
    report_kind,
    'beyond_own_capacity' as event,
    detected_on as event_on,
    detected_at as event_at,
    is_serious
from {{ ref('int_incident_reports') }}
where not is_secret and detected_on is not null and is_serious
union all
select
    submission_id,
    subject,
    report_kind,
    'response_end' as event,
    response_ended_on as event_on,
    cast(null as timestamp) as event_at,
    is_serious
from {{ ref('int_incident_reports') }}
where not is_secret and response_ended_on is not null
