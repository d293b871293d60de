-- A measure that a method reads from a form is observed as soon as the form has arrived: a misspelt
-- measure would otherwise be missing for everybody. Whether a report came on time is observed only
-- where one of those that came had a deadline that binds its agency.
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
    and (
        rules.measure != 'received_on_time'
        or rules.form in (
            select dated.form
            from {{ ref('stg_submissions') }} as dated
            where dated.deadline is not null
        )
    )
