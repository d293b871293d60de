with

counting_rows as (
    {{ counting_rows('response_teams') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    team_kind,
    coalesce(established, false) as is_established,
    members,
    drills,
    is_synthetic
from counting_rows
