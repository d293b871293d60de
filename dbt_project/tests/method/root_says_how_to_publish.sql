-- One root per method; it alone says floor, decimals and how ties are ranked.
{{ config(meta={'dagster': {'ref': {'name': 'node'}}}) }}
select
    node.method,
    count(*) as roots
from {{ ref('node') }} as node
inner join {{ ref('node_rule') }} as rules
    on node.method = rules.method and node.node_id = rules.node_id
where node.kind = 'root'
group by node.method
having
    count(*) != 1
    or count(rules.minimum_coverage) != 1
    or count(rules.decimals) != 1
    or count(rules.tie_rule) != 1
