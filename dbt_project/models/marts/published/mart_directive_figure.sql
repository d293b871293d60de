-- What the founding directives ask for, one figure per line: the lines of the forms, and what was
-- counted in their registers. A share is total of denominator.
with

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
            'inspections', 'security_management'
        )
    {% for line, whole in [
        ('data_centres', 'null'), ('with_level', 'data_centres'), ('inspected', 'data_centres'),
        ('monitored', 'data_centres'), ('with_response_plan', 'data_centres'),
        ('with_conformity', 'data_centres'), ('services_with_sla', 'services_offered'),
    ] %}
        union all
        select
            'data_centres' as form,
            unit_id,
            cast(index_year as varchar) as period,
            'year' as period_kind,
            index_year,
            '{{ line }}' as line,
            '-' as breakdown,
            reports,
            cast({{ line }} as decimal(38, 12)) as total,
            cast({{ whole }} as decimal(38, 12)) as denominator,
            null as lowest,
            null as highest,
            is_synthetic
        from {{ ref('mart_data_centres') }}
    {% endfor %}
    union all
    select
        'websites' as form,
        unit_id,
        period,
        period_kind,
        index_year,
        'licensed' as line,
        site_kind as breakdown,
        null as reports,
        cast(licensed as decimal(38, 12)) as total,
        cast(sites as decimal(38, 12)) as denominator,
        null as lowest,
        null as highest,
        is_synthetic
    from {{ ref('mart_websites') }}
    {% for line, whole in [
        ('inspections', 'null'), ('with_violation', 'inspections'),
        ('violations_handled', 'violations'), ('fines_dong', 'null'),
    ] %}
        union all
        select
            'inspections' as form,
            unit_id,
            cast(index_year as varchar) as period,
            'year' as period_kind,
            index_year,
            '{{ line }}' as line,
            inspection_kind as breakdown,
            null as reports,
            cast({{ line }} as decimal(38, 12)) as total,
            cast({{ whole }} as decimal(38, 12)) as denominator,
            null as lowest,
            null as highest,
            is_synthetic
        from {{ ref('mart_inspections') }}
    {% endfor %}
    union all
    select
        'inspections' as form,
        unit_id,
        cast(index_year as varchar) as period,
        'year' as period_kind,
        index_year,
        'findings_closed' as line,
        '-' as breakdown,
        null as reports,
        cast(closed as decimal(38, 12)) as total,
        cast(findings as decimal(38, 12)) as denominator,
        null as lowest,
        null as highest,
        is_synthetic
    from {{ ref('mart_remediation') }}
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
