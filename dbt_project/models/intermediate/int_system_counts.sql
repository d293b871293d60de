-- Information systems by level, and how those are protected whose protection was reported, by
-- period: levels come from the list of systems, all else from the four layers. Each has reports of
-- its own: a letter of Mẫu số 08 has the list alone.
with

listed as (
    select
        unit_id,
        period,
        period_kind,
        index_year,
        count(case when level = '1' then 1 end) as level_1,
        count(case when level = '2' then 1 end) as level_2,
        count(case when level = '3' then 1 end) as level_3,
        count(case when level = '4' then 1 end) as level_4,
        count(case when level = '5' then 1 end) as level_5,
        count(case when deployment = 'fully' then 1 end) as fully_deployed,
        count(case when has_regulation then 1 end) as with_regulation,
        count(distinct agency_id) as reports,
        max(case when is_synthetic then 1 else 0 end) as synthetic
    from {{ ref('stg_information_systems') }}
    where is_counting and unit_id is not null
    group by unit_id, period, period_kind, index_year
),

layers as (
    select
        *,
        system_level in ('3', '4', '5') as is_level_3_and_above,
        has_on_site_force and is_monitored and is_independently_assessed and is_connected
            as has_four_layers
    from {{ ref('stg_system_protection') }}
    where is_counting and unit_id is not null
),

protected as (
    select
        unit_id,
        period,
        period_kind,
        index_year,
        count(*) as systems,
        count(case when has_on_site_force then 1 end) as with_on_site_force,
        count(case when is_monitored then 1 end) as monitored,
        count(case when is_hired then 1 end) as hired,
        count(case when is_hired and has_monitoring_provider then 1 end) as hired_with_provider,
        count(case when is_independently_assessed then 1 end) as independently_assessed,
        count(case when is_connected then 1 end) as connected,
        count(case when has_four_layers then 1 end) as with_four_layers,
        count(case when is_level_3_and_above then 1 end) as level_3_and_above,
        count(case when is_level_3_and_above and is_independently_assessed then 1 end)
            as level_3_and_above_assessed,
        count(case when system_level in ('3', '4') then 1 end) as level_3_4,
        count(case when system_level in ('3', '4') and is_assessed_in_time then 1 end)
            as level_3_4_assessed,
        count(case when system_level = '5' then 1 end) as protected_level_5,
        count(case when system_level = '5' and is_assessed_in_time then 1 end)
            as level_5_assessed,
        count(case when owner_sector in ('police', 'military') then 1 end) as police_or_military,
        sum(security_products) as security_products,
        sum(domestic_products) as domestic_products,
        count(distinct agency_id) as reports,
        max(case when is_synthetic then 1 else 0 end) as synthetic
    from layers
    group by unit_id, period, period_kind, index_year
)

select
    coalesce(listed.unit_id, protected.unit_id) as unit_id,
    coalesce(listed.period, protected.period) as period,
    coalesce(listed.period_kind, protected.period_kind) as period_kind,
    coalesce(listed.index_year, protected.index_year) as index_year,
    cast(listed.reports as integer) as reports,
    listed.level_1,
    listed.level_2,
    listed.level_3,
    listed.level_4,
    listed.level_5,
    listed.fully_deployed,
    listed.with_regulation,
    cast(protected.reports as integer) as protection_reports,
    protected.systems,
    protected.with_on_site_force,
    protected.monitored,
    protected.hired,
    protected.hired_with_provider,
    protected.independently_assessed,
    protected.connected,
    protected.with_four_layers,
    protected.level_3_and_above,
    protected.level_3_and_above_assessed,
    protected.level_3_4,
    protected.level_3_4_assessed,
    protected.protected_level_5,
    protected.level_5_assessed,
    protected.police_or_military,
    protected.security_products,
    protected.domestic_products,
    coalesce(listed.synthetic, 0) + coalesce(protected.synthetic, 0) > 0 as is_synthetic
from listed
full outer join protected
    on listed.unit_id = protected.unit_id and listed.period = protected.period
