-- Replicates know a node by its place in the order of its method.
{{ config(meta={'dagster': {'ref': {'name': 'node'}}}) }}
select
    node.method,
    node.sort_order
from {{ ref('node') }} as node
inner join {{ ref('uncertainty_rule') }} as rules on node.method = rules.method
group by node.method, node.sort_order
having count(*) > 1
