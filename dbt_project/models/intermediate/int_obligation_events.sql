-- What happened and must be told within days: one row per event of a subject, with the day the
-- report of it was first received. Built from the models that hand over events (README, "How to
-- add a report of events"). What nobody told is not known here.
with

told as (
    {% for model in var('event_models') %}
        select
            submission_id,
            subject,
            event,
            event_on,
            is_serious
        from {{ ref(model) }}
        union all
    {% endfor %}
    select
        cast(null as varchar) as submission_id,
        cast(null as varchar) as subject,
        cast(null as varchar) as event,
        cast(null as date) as event_on,
        cast(null as boolean) as is_serious
    where false
)

select
    submissions.form,
    submissions.agency_id,
    told.subject,
    told.event,
    max(case when submissions.is_counting then told.event_on end) as event_on,
    max(case when submissions.is_counting and told.is_serious then 1 else 0 end) = 1 as is_serious,
    min(submissions.received_on) as received_on
from told
inner join {{ ref('stg_submissions') }} as submissions
    on told.submission_id = submissions.submission_id
group by submissions.form, submissions.agency_id, told.subject, told.event
