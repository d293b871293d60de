-- The weight of every node in every replicate: its share among its siblings, drawn evenly around
-- itself within the width of the method, and 0 for the indicator that is left out; and how the
-- parent puts its children together in this replicate.
with

nodes as (
    select
        node.method,
        node.node_id,
        node.node_level,
        node.sort_order,
        parents.sort_order as parent_order,
        {{ power_of('parent_rules') }} as power_of_parent,
        cast(parent_rules.member_floor as double) as member_floor,
        {{ divide(
            'rules.weight',
            'sum(rules.weight) over (partition by node.method, node.parent_id)'
        ) }} as share_of_siblings
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    inner join {{ ref('node') }} as parents
        on node.method = parents.method and node.parent_id = parents.node_id
    inner join {{ ref('node_rule') }} as parent_rules
        on parents.method = parent_rules.method and parents.node_id = parent_rules.node_id
    where rules.weight > 0
)

select
    replicates.method,
    replicates.replicate,
    replicates.scheme_number,
    nodes.node_id,
    nodes.node_level,
    nodes.sort_order as node_order,
    nodes.parent_order,
    case
        when nodes.node_id = replicates.left_out_node_id then cast(0 as decimal(18, 9))
        else cast(
            cast(nodes.share_of_siblings as double) * (
                1 + cast(rules.weight_width as double) * (
                    2 * {{ uniform(
                        ['rules.seed', 'replicates.replicate', "'weight'", 'nodes.node_id']
                    ) }} - 1
                )
            ) as decimal(18, 9)
        )
    end as weight,
    cast(
        case replicates.aggregation
            when 'arithmetic' then 1
            when 'geometric' then 0
            else nodes.power_of_parent
        end as double
    ) as power,
    -- A mean of products would be 0 wherever one child is: where the method has no floor, the
    -- alternative has one.
    case
        when replicates.aggregation = 'geometric'
            then coalesce(nodes.member_floor, cast(rules.smallest_value as double))
        else nodes.member_floor
    end as member_floor
from {{ ref('int_replicates') }} as replicates
inner join {{ ref('uncertainty_rule') }} as rules on replicates.method = rules.method
inner join nodes on replicates.method = nodes.method
