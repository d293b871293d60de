-- A method that is computed has one root, which says floor, decimals and how ties are ranked; all
-- its nodes have a weight, and its inner nodes an aggregation.
{{ config(meta={'dagster': {'ref': {'name': 'node'}}}) }}
select
    methods.method,
    node.node_id
from {{ ref('method_version') }} as methods
inner join {{ ref('node') }} as node on methods.method = node.method
inner join {{ ref('node_rule') }} as rules
    on node.method = rules.method and node.node_id = rules.node_id
where
    methods.is_computable
    and (
        rules.weight is null
        or (node.kind != 'indicator' and rules.aggregation is null)
        or (
            node.kind = 'root'
            and (
                rules.minimum_coverage is null
                or rules.decimals is null
                or rules.tie_rule is null
            )
        )
    )

union all

select
    methods.method,
    'roots: ' || cast(count(node.node_id) as varchar) as node_id
from {{ ref('method_version') }} as methods
left join {{ ref('node') }} as node on methods.method = node.method and node.kind = 'root'
group by methods.method
having count(node.node_id) != 1
