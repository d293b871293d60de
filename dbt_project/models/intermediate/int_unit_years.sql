-- Every province that is shown for a year: units that had not ended by then, and today's units
-- also for the years before they existed (restated). A home holds synthetic reports or real ones,
-- never both, so one synthetic row marks everything that is made here.
with

marks as (
    select is_synthetic from {{ ref('stg_agencies') }}
    union all
    select is_synthetic from {{ ref('stg_submissions') }}
),

home as (
    select max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from marks
)

select
    seasons.method,
    units.geography,
    units.unit_id,
    seasons.index_year,
    seasons.season,
    coalesce(seasons.period_end < units.valid_from, false) as is_restated,
    coalesce(home.is_synthetic, false) as is_synthetic
from {{ ref('int_seasons') }} as seasons
inner join {{ ref('unit') }} as units
    on
        units.kind = 'province'
        and (units.valid_to is null or seasons.period_end <= units.valid_to)
cross join home
