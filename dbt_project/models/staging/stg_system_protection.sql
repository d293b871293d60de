-- The four layers of each system. An assessment counts as the third layer where the rules
-- SYSTEM-ASSESSOR and SYSTEM-ASSESSED find nothing: made by nobody who watches or protects the same
-- system, however the names are spelt, and no older than the interval of the system's level.
with

observed_rows as (
    {{ counting_rows('system_protection', 'is_observed') }}
),

reports as (
    select
        submission_id,
        period_end,
        report_date
    from {{ ref('stg_submissions') }}
),

dated as (
    select
        observed_rows.submission_id,
        observed_rows.agency_id,
        observed_rows.unit_id,
        observed_rows.period,
        observed_rows.period_kind,
        observed_rows.index_year,
        observed_rows.row_key,
        observed_rows.system_level,
        observed_rows.owner_sector,
        observed_rows.on_site_force,
        observed_rows.monitoring_mode,
        observed_rows.monitoring_provider_key,
        observed_rows.connected_to_national_centre,
        observed_rows.security_products,
        observed_rows.domestic_products,
        observed_rows.is_counting,
        observed_rows.is_synthetic,
        coalesce(
            observed_rows.assessor_key != coalesce(observed_rows.monitoring_provider_key, '')
            and observed_rows.assessor_key != coalesce(observed_rows.protection_provider_key, ''),
            false
        ) as has_independent_assessor,
        coalesce(
            observed_rows.assessed_on <= coalesce(reports.report_date, observed_rows.assessed_on)
            and observed_rows.assessed_on >= coalesce(
                {{ add_months(add_days('reports.period_end', 1), '-intervals.months') }},
                observed_rows.assessed_on
            ),
            false
        ) as is_assessed_in_time
    from observed_rows
    inner join reports on observed_rows.submission_id = reports.submission_id
    left join {{ ref('assessment_interval') }} as intervals
        on observed_rows.system_level = intervals.system_level
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    row_key,
    system_level,
    owner_sector,
    coalesce(on_site_force, false) as has_on_site_force,
    coalesce(monitoring_mode in ('self', 'hired'), false) as is_monitored,
    coalesce(monitoring_mode = 'hired', false) as is_hired,
    monitoring_provider_key is not null as has_monitoring_provider,
    is_assessed_in_time,
    has_independent_assessor and is_assessed_in_time as is_independently_assessed,
    coalesce(connected_to_national_centre, false) as is_connected,
    security_products,
    domestic_products,
    is_counting,
    is_synthetic
from dated
