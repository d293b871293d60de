-- In our methods the points of the children of a node (more than 1 each) add up to the points of
-- the node; and the root's points are the scale.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
with

sums as (
    select
        node.method,
        node.parent_id,
        sum(rules.weight) as weight_of_children,
        max(rules.weight) as largest
    from {{ ref('node') }} as node
    inner join {{ ref('method_version') }} as methods
        on node.method = methods.method and methods.kind = 'recomputed'
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
where sums.largest > 1 and sums.weight_of_children != rules.weight

union all

select
    methods.method,
    node.node_id,
    methods.scale_max as weight_of_children,
    rules.weight
from {{ ref('method_version') }} as methods
inner join {{ ref('node') }} as node on methods.method = node.method
inner join {{ ref('node_rule') }} as rules
    on node.method = rules.method and node.node_id = rules.node_id
where
    methods.kind = 'recomputed'
    and node.kind = 'root'
    and methods.scale_max != rules.weight
