-- The cells stg_technical_measurements reads: both figures of a measure, of the unit in the row.
with

measurements as (
    {{ counting_rows('technical_measurements', 'is_observed') }}
)

{% for measure, numerator, denominator in measured_shares() %}
    {% set is_last_measure = loop.last %}
    {% for field in [numerator, denominator] %}
        select
            submission_id,
            unit_code as unit_id,
            '{{ measure }}' as measure,
            sheet,
            {{ field }}_cell as cell
        from measurements
        where {{ field }}_cell is not null
        {{ 'union all' if not (is_last_measure and loop.last) }}
    {% endfor %}
{% endfor %}
