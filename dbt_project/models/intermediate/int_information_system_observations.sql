-- Observation shape: the shares of Mẫu số 08 and of the four layers. What the first sheet counts is
-- taken from there; what only the lists of systems tell is counted from them. A list is empty where
-- the first sheet says that there is no system, and not reported where there is none to read.
with

lines as (
    select
        submission_id,
        form,
        agency_id,
        unit_id,
        period,
        measure as line,
        numerator as systems,
        status,
        is_synthetic
    from {{ ref('stg_indicator_cells') }}
    where form = 'information_systems'
),

counted_shares as (
    {% for measure, line, of_line in counted_shares_of_systems() %}
        select
            totals.submission_id,
            totals.form,
            totals.agency_id,
            totals.unit_id,
            totals.period,
            '{{ measure }}' as measure,
            parts.systems as numerator,
            totals.systems as denominator,
            case when totals.status = 'reported' then parts.status else totals.status end as status,
            totals.is_synthetic
        from lines as totals
        inner join lines as parts
            on totals.submission_id = parts.submission_id and parts.line = '{{ line }}'
        where totals.line = '{{ of_line }}'
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

listed as (
    select
        submission_id,
        count(*) as systems,
        sum(case when deployment = 'fully' then 1 else 0 end) as fully_deployed,
        sum(case when has_regulation then 1 else 0 end) as with_regulation
    from {{ ref('stg_information_systems') }}
    group by submission_id
),

protected as (
    select
        submission_id,
        count(*) as systems,
        sum(case when has_on_site_force then 1 else 0 end) as with_on_site_force,
        sum(case when is_monitored then 1 else 0 end) as monitored,
        sum(case when is_independently_assessed then 1 else 0 end) as independently_assessed,
        sum(case when is_connected then 1 else 0 end) as connected
    from {{ ref('stg_system_protection') }}
    group by submission_id
),

listed_shares as (
    {% for measure, list, systems in [
        ('deployed_share', 'listed', 'fully_deployed'),
        ('regulation_share', 'listed', 'with_regulation'),
        ('on_site_force_share', 'protected', 'with_on_site_force'),
        ('professional_monitoring_share', 'protected', 'monitored'),
        ('independent_check_share', 'protected', 'independently_assessed'),
        ('national_connection_share', 'protected', 'connected'),
    ] %}
        select
            totals.submission_id,
            totals.form,
            totals.agency_id,
            totals.unit_id,
            totals.period,
            '{{ measure }}' as measure,
            case
                when {{ list }}.systems is not null then {{ list }}.{{ systems }}
                when totals.systems = 0 then 0
            end as numerator,
            coalesce({{ list }}.systems, case when totals.systems = 0 then 0 end) as denominator,
            case
                when {{ list }}.systems is not null or totals.systems = 0 then 'reported'
                when totals.status = 'not_applicable' then 'not_applicable'
                else 'not_reported'
            end as status,
            totals.is_synthetic
        from lines as totals
        left join {{ list }} on totals.submission_id = {{ list }}.submission_id
        where totals.line = 'total_systems'
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

shares as (
    select * from counted_shares
    union all
    select * from listed_shares
)

select
    submission_id,
    form,
    agency_id,
    unit_id,
    period,
    measure,
    cast(numerator as decimal(38, 12)) as numerator,
    cast(denominator as decimal(38, 12)) as denominator,
    status,
    is_synthetic
from shares
