-- Every node has one rule, a parent one level above it (the root none), and indicators alone are
-- fed by a form, in a method that is computed.
{{ config(meta={'dagster': {'ref': {'name': 'node'}}}) }}
select
    node.method,
    node.node_id
from {{ ref('node') }} as node
left join {{ ref('method_version') }} as methods on node.method = methods.method
left join {{ ref('node_rule') }} as rules
    on node.method = rules.method and node.node_id = rules.node_id
left join {{ ref('node') }} as parents
    on node.method = parents.method and node.parent_id = parents.node_id
where
    rules.node_id is null
    or methods.method is null
    or (node.kind = 'root') != (node.parent_id is null)
    or (node.kind = 'root') != (node.node_level = 1)
    or (methods.is_computable and (node.kind = 'indicator') != (rules.form is not null))
    or (
        node.parent_id is not null
        and (
            coalesce(parents.node_level + 1 != node.node_level, true)
            or parents.kind = 'indicator'
        )
    )

union all

select
    rules.method,
    rules.node_id
from {{ ref('node_rule') }} as rules
left join {{ ref('node') }} as node
    on rules.method = node.method and rules.node_id = node.node_id
where node.node_id is null
