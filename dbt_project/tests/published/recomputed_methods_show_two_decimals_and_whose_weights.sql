-- What the pages can show: at most two decimals. And every weight of ours says that it is ours.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
select
    rules.method,
    rules.node_id,
    rules.decimals,
    rules.weight_basis
from {{ ref('node_rule') }} as rules
inner join {{ ref('method_version') }} as methods on rules.method = methods.method
where
    methods.kind = 'recomputed'
    and (
        coalesce(rules.decimals, 0) > 2
        or rules.weight is null
        or rules.weight = 0
        or coalesce(rules.weight_basis not like 'ours%', true)
    )
