select
    points.method,
    points.geography,
    points.unit_id,
    points.index_year,
    points.node_id,
    points.parent_id,
    points.node_level,
    node.sort_order as node_sort_order,
    node.name_vi as node_name_vi,
    node.name_en as node_name_en,
    cast(points.weight as decimal(9, 4)) as weight,
    cast(round(points.normalised, 6) as decimal(18, 6)) as normalised,
    case
        when points.status = 'reported' and points.lost_by_policy is null
            then cast(round(round(points.points, 8), 2) as decimal(9, 2))
    end as points,
    cast(round(round(points.max_points, 8), 2) as decimal(9, 2)) as max_points,
    cast(round(round(points.coverage, 8), 4) as decimal(9, 4)) as coverage,
    {{ shares_of_coverage('points') }},
    points.status,
    cast(leaves.numerator as decimal(38, 12)) as numerator,
    cast(leaves.denominator as decimal(38, 12)) as denominator,
    cast(leaves.value as decimal(38, 12)) as value,
    cast(leaves.agencies_due as integer) as agencies_due,
    cast(leaves.agencies_reported as integer) as agencies_reported,
    cast(leaves.agencies_not_applicable as integer) as agencies_not_applicable,
    points.is_synthetic
from {{ ref('int_node_points') }} as points
inner join {{ ref('node') }} as node
    on points.method = node.method and points.node_id = node.node_id
left join {{ ref('int_leaf_scores') }} as leaves
    on
        points.method = leaves.method
        and points.geography = leaves.geography
        and points.unit_id = leaves.unit_id
        and points.index_year = leaves.index_year
        and points.node_id = leaves.node_id
        and leaves.vintage = 'now'
