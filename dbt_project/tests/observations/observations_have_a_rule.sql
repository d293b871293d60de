-- Every measure that a staging model hands over is read by some method: a misspelt measure would
-- otherwise be missing for everybody.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
select distinct
    observed.form,
    observed.measure
from {{ ref('int_observations') }} as observed
left join {{ ref('node_rule') }} as rules
    on observed.form = rules.form and observed.measure = rules.measure
where rules.node_id is null
