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
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('int_line_totals') }}
    where form = 'information_systems' and period_kind = 'year'
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
    cast(round({{ divide('counts.approved', 'counts.total_systems') }}, 6) as decimal(18, 6))
        as approved_share,
    cast(systems.level_1 as integer) as level_1,
    cast(systems.level_2 as integer) as level_2,
    cast(systems.level_3 as integer) as level_3,
    cast(systems.level_4 as integer) as level_4,
    cast(systems.level_5 as integer) as level_5,
    cast(systems.fully_deployed as integer) as fully_deployed,
    cast(systems.with_regulation as integer) as with_regulation,
    cast(systems.with_on_site_force as integer) as with_on_site_force,
    cast(systems.monitored as integer) as monitored,
    cast(systems.independently_assessed as integer) as independently_assessed,
    cast(systems.connected as integer) as connected,
    cast(systems.with_four_layers as integer) as with_four_layers,
    cast(systems.level_3_and_above as integer) as level_3_and_above,
    cast(systems.level_3_and_above_assessed as integer) as level_3_and_above_assessed,
    cast(systems.police_or_military as integer) as police_or_military,
    cast(systems.security_products as bigint) as security_products,
    cast(systems.domestic_products as bigint) as domestic_products,
    cast(
        round({{ divide('systems.domestic_products', 'systems.security_products') }}, 6)
        as decimal(18, 6)
    ) as domestic_share,
    counts.is_synthetic
from counts
left join {{ ref('int_system_counts') }} as systems
    on
        counts.unit_id = systems.unit_id
        and counts.index_year = systems.index_year
        and systems.period_kind = 'year'
