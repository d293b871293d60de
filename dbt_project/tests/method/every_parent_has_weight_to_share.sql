-- Every inner node of a computed method has a child with weight.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
with

weights as (
    select
        node.method,
        node.parent_id,
        max(rules.weight) as largest_weight
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    group by node.method, node.parent_id
)

select
    node.method,
    node.node_id
from {{ ref('node') }} as node
inner join {{ ref('method_version') }} as methods
    on node.method = methods.method and methods.is_computable
left join weights on node.method = weights.method and node.node_id = weights.parent_id
where node.kind != 'indicator' and not coalesce(weights.largest_weight > 0, false)
