-- Every measure that a staging model hands over is read by some method: a misspelt measure would
-- otherwise be missing for everybody.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
{% for model in var('observation_models') %}
    select distinct
        observed.form,
        observed.measure
    from {{ ref(model) }} as observed
    left join {{ ref('node_rule') }} as rules
        on observed.form = rules.form and observed.measure = rules.measure
    where rules.node_id is null
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
