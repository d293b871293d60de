with

observed_rows as (
    {{ counting_rows('system_protection', 'is_observed') }}
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
    -- Assessed, and by nobody who watches or protects the same system.
    assessor is not null
    and assessed_on is not null
    and lower(trim(assessor)) != lower(trim(coalesce(monitoring_provider, '')))
    and lower(trim(assessor)) != lower(trim(coalesce(protection_provider, '')))
        as is_independently_assessed,
    coalesce(assessment_kind = 'ad_hoc', false) as is_ad_hoc,
    coalesce(connected_to_national_centre, false) as is_connected,
    security_products,
    domestic_products,
    is_counting,
    is_synthetic
from observed_rows
