-- Where weights are published points (sum_of_parts), those of the children add up to the points of
-- the node.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
with

sums as (
    select
        node.method,
        node.parent_id,
        sum(rules.weight) as weight_of_children
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    where node.parent_id is not null
    group by node.method, node.parent_id
)

select
    sums.method,
    sums.parent_id as node_id,
    sums.weight_of_children,
    rules.weight
from sums
inner join {{ ref('node_rule') }} as rules
    on sums.method = rules.method and sums.parent_id = rules.node_id
where rules.aggregation = 'sum_of_parts' and sums.weight_of_children != rules.weight
