-- Every measure of a form that a method reads is read by some method: a misspelt measure would
-- otherwise be missing for everybody. Forms that no method reads feed other marts.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
select distinct
    observed.form,
    observed.measure
from {{ ref('int_observations') }} as observed
left join {{ ref('node_rule') }} as rules
    on observed.form = rules.form and observed.measure = rules.measure
where
    rules.node_id is null
    and observed.form in (select feeding.form from {{ ref('node_rule') }} as feeding)
