-- Observation shape. The national centre reports; the unit is the one measured, in its row.
{% set measures = measured_shares() %}

with

counting_rows as (
    select
        measurements.submission_id,
        measurements.form,
        measurements.agency_id,
        measurements.unit_code as unit_id,
        measurements.period,
        {% for _, numerator, denominator in measures %}
            measurements.{{ numerator }},
            measurements.{{ denominator }},
            measurements.{{ numerator }}_status,
            measurements.{{ denominator }}_status,
        {% endfor %}
        measurements.is_synthetic
    from {{ source('raw', 'technical_measurements') }} as measurements
    inner join {{ ref('stg_submissions') }} as submissions
        on measurements.submission_id = submissions.submission_id
    where
        submissions.is_observed
        and measurements.scope = 'own'
)

{% for measure, numerator, denominator in measures %}
    select
        submission_id,
        form,
        agency_id,
        unit_id,
        period,
        '{{ measure }}' as measure,
        cast({{ numerator }} as decimal(38, 12)) as numerator,
        cast({{ denominator }} as decimal(38, 12)) as denominator,
        case
            when 'not_applicable' in ({{ numerator }}_status, {{ denominator }}_status)
                then 'not_applicable'
            when 'unreadable' in ({{ numerator }}_status, {{ denominator }}_status)
                then 'unreadable'
            when {{ numerator }} is null or {{ denominator }} is null then 'not_reported'
            else 'reported'
        end as status,
        is_synthetic
    from counting_rows
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
