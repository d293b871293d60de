-- What the founding directives ask for, one figure per line: the lines of the forms, and what was
-- counted in their registers. A share is total of denominator.
with

registers as (
    {{ counted_figures('data_centres', 'mart_data_centres', [
        ('data_centres', none), ('with_level', 'data_centres'), ('inspected', 'data_centres'),
        ('monitored', 'data_centres'), ('with_response_plan', 'data_centres'),
        ('with_conformity', 'data_centres'), ('services_with_sla', 'services_offered'),
    ], reports='reports') }}
    union all
    {{ counted_figures('data_centres', 'int_service_counts', [
        ('offering_centres', none),
    ], breakdown='service_type') }}
    union all
    {{ counted_figures('websites', 'mart_websites', [
        ('licensed', 'sites'), ('applied', 'sites'), ('unlicensed', 'sites'), ('trial', 'sites'),
    ], breakdown='site_kind', has_periods=true) }}
    union all
    {{ counted_figures('inspections', 'mart_inspections', [
        ('inspections', none), ('joint_inspections', 'inspections'), ('with_violation', 'inspections'),
        ('violations_handled', 'violations'), ('fines_dong', none),
    ], breakdown='inspection_kind') }}
    union all
    {{ counted_figures('inspections', 'mart_remediation', [
        ('findings_closed', 'findings', 'closed'),
    ]) }}
    union all
    select
        'telecom_infrastructure' as form,
        unit_id,
        period,
        period_kind,
        index_year,
        line,
        '-' as breakdown,
        reports,
        total,
        denominator,
        is_synthetic
    from {{ ref('mart_telecom_infrastructure') }}
    where line in ('case_theft', 'case_sabotage', 'case_intrusion')
    union all
    {{ counted_figures('contact_points', 'mart_contact_points', [
        ('agencies_with_contact', 'agencies_registered'),
        ('response_teams', none), ('team_members', none), ('drills', none), ('patrol_teams', none),
        ('team_collaborators', none, 'collaborators'),
    ], reports='reports') }}
    union all
    {{ counted_figures('contact_points', 'mart_contact_points', [
        ('province_notices', none),
    ], reports='province_notices') }}
    union all
    {{ counted_figures('register', 'mart_reporting_agencies', [
        ('agencies_reporting', 'agencies'),
    ], breakdown='agency_type') }}
    union all
    {{ counted_figures('information_systems', 'int_system_counts', [
        ('level_1', none), ('level_2', none), ('level_3', none), ('level_4', none), ('level_5', none),
    ], has_periods=true, reports='reports') }}
    union all
    {{ counted_figures('information_systems', 'int_system_counts', [
        ('monitored', 'systems'), ('hired_with_provider', 'hired'),
        ('level_3_and_above_assessed', 'level_3_and_above'), ('level_3_4_assessed', 'level_3_4'),
        ('level_5_assessed', 'protected_level_5'), ('domestic_products', 'security_products'),
        ('police_or_military', 'systems'), ('with_four_layers', 'systems'),
    ], has_periods=true, reports='protection_reports') }}
),

figures as (
    select
        form,
        unit_id,
        period,
        period_kind,
        index_year,
        line,
        '-' as breakdown,
        reports,
        total,
        denominator,
        lowest,
        highest,
        is_synthetic
    from {{ ref('int_line_totals') }}
    where
        form in (
            'internet_programme', 'data_centres', 'websites', 'telecom_infrastructure',
            'inspections', 'security_management', 'information_systems'
        )
    union all
    select
        form,
        unit_id,
        period,
        period_kind,
        index_year,
        line,
        breakdown,
        reports,
        total,
        denominator,
        null as lowest,
        null as highest,
        is_synthetic
    from registers
)

select
    form,
    unit_id,
    period,
    period_kind,
    index_year,
    line,
    breakdown,
    reports,
    total,
    denominator,
    cast(round({{ divide('total', 'denominator') }}, 6) as decimal(18, 6)) as share,
    lowest,
    highest,
    is_synthetic
from figures
