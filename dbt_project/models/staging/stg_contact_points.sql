-- Of a contact person only that name, phone and e-mail were given.
with

counting_rows as (
    {{ counting_rows('contact_points') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    topic,
    rank as contact_rank,
    coalesce(person_name and phone and email, false) as is_complete,
    coalesce(always_reachable, false) as is_always_reachable,
    coalesce(published, false) as is_published,
    valid_from,
    valid_to,
    is_synthetic
from counting_rows
