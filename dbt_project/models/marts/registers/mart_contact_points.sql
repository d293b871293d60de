-- The latest notice of each agency in a year: contact points and teams, counted.
with

notices as (
    select
        submission_id,
        row_number() over (
            partition by agency_id, index_year
            order by period_end desc, submission_id asc
        ) as place
    from {{ ref('stg_submissions') }}
    where form = 'contact_points' and scope = 'own' and is_counting
),

-- A commune, of which no text says that it owes a notice, is in no rate.
owing as (
    select distinct agency_id
    from {{ ref('stg_agencies') }}
    where not coalesce(is_duty_assumed, false)
),

contacts as (
    select
        contacts.unit_id,
        contacts.index_year,
        count(distinct contacts.agency_id) as reports,
        count(
            distinct case
                when
                    contacts.topic = 'monitoring_response'
                    and contacts.contact_rank = 'primary'
                    and contacts.is_complete
                    then owing.agency_id
            end
        ) as agencies_with_contact,
        count(*) as contacts,
        count(case when contacts.is_complete then 1 end) as complete_contacts,
        count(case when contacts.is_always_reachable then 1 end) as reachable_contacts,
        count(case when contacts.is_published then 1 end) as published_contacts,
        count(case when contacts.topic = 'data_centre' then 1 end) as data_centre_contacts,
        count(case when contacts.topic = 'telecom_unit' then 1 end) as telecom_units,
        max(case when contacts.is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('stg_contact_points') }} as contacts
    inner join notices on contacts.submission_id = notices.submission_id
    left join owing on contacts.agency_id = owing.agency_id
    where notices.place = 1 and contacts.unit_id is not null
    group by contacts.unit_id, contacts.index_year
),

teams as (
    select
        teams.unit_id,
        teams.index_year,
        count(case when teams.team_kind = 'response' and teams.is_established then 1 end)
            as response_teams,
        count(case when teams.team_kind = 'patrol' and teams.is_established then 1 end)
            as patrol_teams,
        sum(case when teams.team_kind = 'response' then teams.members end) as team_members,
        sum(case when teams.team_kind = 'response' then teams.drills end) as drills,
        sum(case when teams.team_kind = 'collaborators' then teams.members end) as collaborators
    from {{ ref('stg_response_teams') }} as teams
    inner join notices on teams.submission_id = notices.submission_id
    where notices.place = 1
    group by teams.unit_id, teams.index_year
),

registered as (
    select
        unit_id,
        index_year,
        sum(agencies) as agencies
    from {{ ref('mart_reporting_agencies') }}
    group by unit_id, index_year
),

-- What the lead agency told the ministry of the whole province.
province_notices as (
    select
        unit_id,
        index_year,
        count(*) as notices,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('stg_submissions') }}
    where
        form = 'contact_points' and scope = 'aggregate' and is_counting
        and unit_id is not null
    group by unit_id, index_year
),

noticed as (
    select
        unit_id,
        index_year
    from contacts
    union
    select
        unit_id,
        index_year
    from province_notices
)

select
    noticed.unit_id,
    noticed.index_year,
    cast(coalesce(contacts.reports, 0) as integer) as reports,
    cast(contacts.agencies_with_contact as integer) as agencies_with_contact,
    cast(registered.agencies as integer) as agencies_registered,
    cast(coalesce(province_notices.notices, 0) as integer) as province_notices,
    cast(contacts.contacts as integer) as contacts,
    cast(contacts.complete_contacts as integer) as complete_contacts,
    cast(contacts.reachable_contacts as integer) as reachable_contacts,
    cast(contacts.published_contacts as integer) as published_contacts,
    cast(contacts.data_centre_contacts as integer) as data_centre_contacts,
    cast(contacts.telecom_units as integer) as telecom_units,
    cast(teams.response_teams as integer) as response_teams,
    cast(teams.patrol_teams as integer) as patrol_teams,
    cast(teams.team_members as integer) as team_members,
    cast(teams.drills as integer) as drills,
    cast(teams.collaborators as integer) as collaborators,
    coalesce(contacts.is_synthetic, false) or coalesce(province_notices.is_synthetic, false)
        as is_synthetic
from noticed
left join contacts
    on noticed.unit_id = contacts.unit_id and noticed.index_year = contacts.index_year
left join teams on noticed.unit_id = teams.unit_id and noticed.index_year = teams.index_year
left join registered
    on noticed.unit_id = registered.unit_id and noticed.index_year = registered.index_year
left join province_notices
    on
        noticed.unit_id = province_notices.unit_id
        and noticed.index_year = province_notices.index_year
