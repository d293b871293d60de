-- Every node of every method with its rule, what it weighs in the whole, and whether its score
-- looks at other units.
{% set deepest_level = var('deepest_level') | int(2) %}

with

nodes as (
    select
        node.method,
        node.node_id,
        node.parent_id,
        node.node_level,
        node.sort_order,
        node.kind,
        node.name_vi,
        node.name_en,
        rules.weight,
        rules.weight_basis,
        rules.direction,
        rules.transform,
        rules.normalisation,
        rules.goalpost_lo,
        rules.goalpost_hi,
        rules.aggregation,
        rules.missing_policy,
        rules.pooling,
        rules.merge_policy,
        rules.form,
        rules.measure,
        rules.source_item,
        rules.status,
        methods.kind as method_kind,
        methods.is_computable,
        sum(rules.weight) over (partition by node.method, node.parent_id) as weight_of_siblings
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    inner join {{ ref('method_version') }} as methods on node.method = methods.method
),

level_1 as (
    select
        method,
        node_id,
        case when is_computable then cast(1 as decimal(38, 12)) end as whole_share
    from nodes
    where node_level = 1
),

{% for level in range(2, deepest_level + 1) %}
    level_{{ level }} as (
        select
            nodes.method,
            nodes.node_id,
            {{ divide('parents.whole_share * nodes.weight', 'nodes.weight_of_siblings') }}
                as whole_share
        from nodes
        inner join level_{{ level - 1 }} as parents
            on nodes.method = parents.method and nodes.parent_id = parents.node_id
        where nodes.node_level = {{ level }}
    ),
{% endfor %}

shares as (
    {% for level in range(1, deepest_level + 1) %}
        select
            method,
            node_id,
            whole_share
        from level_{{ level }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    nodes.method,
    nodes.method_kind,
    nodes.is_computable,
    nodes.node_id,
    nodes.parent_id,
    nodes.node_level,
    nodes.sort_order as node_sort_order,
    nodes.kind as node_kind,
    nodes.name_vi as node_name_vi,
    nodes.name_en as node_name_en,
    nodes.weight,
    nodes.weight_basis,
    cast(round(shares.whole_share, 6) as decimal(18, 6)) as whole_share,
    nodes.direction,
    nodes.transform,
    nodes.normalisation,
    {{ is_relative('nodes.normalisation') }} as is_relative,
    nodes.goalpost_lo,
    nodes.goalpost_hi,
    nodes.aggregation,
    nodes.missing_policy,
    nodes.pooling,
    nodes.merge_policy,
    nodes.form,
    nodes.measure,
    nodes.source_item,
    nodes.status
from nodes
inner join shares on nodes.method = shares.method and nodes.node_id = shares.node_id
