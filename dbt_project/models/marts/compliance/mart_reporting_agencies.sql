-- The agencies of each kind that the register holds for a unit at the end of a year, and how many
-- of them had a report of that year accepted. Years are those that are over and that somebody
-- reported. An agency of which no text says that it owes a report (a commune) is in no rate and not
-- counted here.
with

years as (
    select distinct
        index_year,
        cast(cast(index_year as varchar) || '-12-31' as date) as last_day
    from {{ ref('stg_submissions') }}
    where is_counting and scope = 'own' and index_year is not null
),

finished as (
    select
        years.index_year,
        years.last_day
    from years
    inner join {{ ref('stg_run') }} as run on years.last_day <= run.as_of
),

reporting as (
    select distinct
        agency_id,
        index_year
    from {{ ref('stg_submissions') }}
    where is_counting and scope = 'own'
)

select
    agencies.unit_id,
    finished.index_year,
    agencies.agency_type,
    cast(count(distinct agencies.agency_id) as integer) as agencies,
    cast(count(distinct reporting.agency_id) as integer) as agencies_reporting,
    max(case when agencies.is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_agencies') }} as agencies
inner join finished
    on
        coalesce(agencies.valid_from, finished.last_day) <= finished.last_day
        and coalesce(agencies.valid_to, finished.last_day) >= finished.last_day
left join reporting
    on
        agencies.agency_id = reporting.agency_id
        and finished.index_year = reporting.index_year
where agencies.unit_id is not null and not coalesce(agencies.is_duty_assumed, false)
group by agencies.unit_id, finished.index_year, agencies.agency_type
