-- A measure that a method reads from a form is observed as soon as the form has arrived: a misspelt
-- measure would otherwise be missing for everybody.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
select
    rules.method,
    rules.form,
    rules.measure
from {{ ref('node_rule') }} as rules
inner join {{ ref('method_version') }} as methods
    on rules.method = methods.method and methods.is_computable
left join {{ ref('int_observations') }} as observed
    on
        rules.form = observed.form
        and rules.measure = observed.measure
        and observed.vintage = 'now'
where
    observed.measure is null
    and rules.form in (
        select arrived.form
        from {{ ref('int_observations') }} as arrived
        where arrived.vintage = 'now'
    )
