-- The cells stg_incident_counts reads: of the rows that enter its sums, and of those that say they
-- do not apply.
with

counting_rows as (
    {{ counting_rows('incident_counts', 'is_observed') }}
),

{% set fields = ['incidents', 'self_handled', 'handled_with_support'] %}

read_rows as (
    select *
    from counting_rows
    where
        incidents_status = 'not_applicable'
        or (
            {% for field in fields %}
                {{ field }}_status = 'reported'
                {{ 'and' if not loop.last }}
            {% endfor %}
        )
)

{% for field in fields %}
    select
        submission_id,
        unit_id,
        'incident_handling_share' as measure,
        sheet,
        {{ field }}_cell as cell
    from read_rows
    where {{ field }}_cell is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
