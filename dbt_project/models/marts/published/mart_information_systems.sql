-- Mẫu số 08 and the four layers, as reported by unit version and year.
with

counts as (
    select
        unit_id,
        index_year,
        max(reports) as reports,
        cast(max(case when line = 'total_systems' then total end) as bigint) as total_systems,
        cast(max(case when line = 'classified' then total end) as bigint) as classified,
        cast(max(case when line = 'dossier_made' then total end) as bigint) as dossier_made,
        cast(max(case when line = 'appraised' then total end) as bigint) as appraised,
        cast(max(case when line = 'approved' then total end) as bigint) as approved,
        cast(max(case when line = 'periodically_inspected' then total end) as bigint)
            as periodically_inspected,
        cast(max(case when line = 'expected_completion' then total end) as bigint)
            as expected_completion,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('int_line_totals') }}
    where form = 'information_systems' and period_kind = 'year'
    group by unit_id, index_year
),

listed as (
    select
        unit_id,
        index_year,
        count(case when level = '1' then 1 end) as level_1,
        count(case when level = '2' then 1 end) as level_2,
        count(case when level = '3' then 1 end) as level_3,
        count(case when level = '4' then 1 end) as level_4,
        count(case when level = '5' then 1 end) as level_5,
        count(case when deployment = 'fully' then 1 end) as fully_deployed,
        count(case when has_regulation then 1 end) as with_regulation
    from {{ ref('stg_information_systems') }}
    where is_counting and period_kind = 'year'
    group by unit_id, index_year
),

protected as (
    select
        unit_id,
        index_year,
        count(case when has_on_site_force then 1 end) as with_on_site_force,
        count(case when is_monitored then 1 end) as monitored,
        count(case when is_independently_assessed then 1 end) as independently_assessed,
        count(case when is_connected then 1 end) as connected,
        count(
            case
                when
                    has_on_site_force
                    and is_monitored
                    and is_independently_assessed
                    and is_connected
                    then 1
            end
        ) as with_four_layers,
        count(case when system_level >= '3' then 1 end) as level_3_and_above,
        count(case when system_level >= '3' and is_independently_assessed then 1 end)
            as level_3_and_above_assessed,
        count(case when is_ad_hoc then 1 end) as ad_hoc_assessments,
        count(case when owner_sector in ('police', 'military') then 1 end) as police_or_military,
        sum(security_products) as security_products,
        sum(domestic_products) as domestic_products
    from {{ ref('stg_system_protection') }}
    where is_counting and period_kind = 'year'
    group by unit_id, index_year
)

select
    counts.unit_id,
    counts.index_year,
    counts.reports,
    counts.total_systems,
    counts.classified,
    counts.dossier_made,
    counts.appraised,
    counts.approved,
    counts.periodically_inspected,
    counts.expected_completion,
    cast(round({{ divide('counts.approved', 'counts.total_systems') }}, 6) as decimal(18, 6))
        as approved_share,
    cast(listed.level_1 as integer) as level_1,
    cast(listed.level_2 as integer) as level_2,
    cast(listed.level_3 as integer) as level_3,
    cast(listed.level_4 as integer) as level_4,
    cast(listed.level_5 as integer) as level_5,
    cast(listed.fully_deployed as integer) as fully_deployed,
    cast(listed.with_regulation as integer) as with_regulation,
    cast(protected.with_on_site_force as integer) as with_on_site_force,
    cast(protected.monitored as integer) as monitored,
    cast(protected.independently_assessed as integer) as independently_assessed,
    cast(protected.connected as integer) as connected,
    cast(protected.with_four_layers as integer) as with_four_layers,
    cast(protected.level_3_and_above as integer) as level_3_and_above,
    cast(protected.level_3_and_above_assessed as integer) as level_3_and_above_assessed,
    cast(protected.ad_hoc_assessments as integer) as ad_hoc_assessments,
    cast(protected.police_or_military as integer) as police_or_military,
    cast(protected.security_products as bigint) as security_products,
    cast(protected.domestic_products as bigint) as domestic_products,
    cast(
        round({{ divide('protected.domestic_products', 'protected.security_products') }}, 6)
        as decimal(18, 6)
    ) as domestic_share,
    counts.is_synthetic
from counts
left join listed on counts.unit_id = listed.unit_id and counts.index_year = listed.index_year
left join protected
    on counts.unit_id = protected.unit_id and counts.index_year = protected.index_year
