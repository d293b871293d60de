-- The grade of each part and pillar: the method's bands on the share of its points that was
-- reached. Not an official grade.
with

pillars as (
    select
        scores.method,
        scores.geography,
        scores.unit_id,
        scores.index_year,
        scores.node_id,
        nodes.node_kind,
        scores.node_sort_order,
        scores.node_name_vi,
        scores.node_name_en,
        scores.normalised,
        scores.is_synthetic
    from {{ ref('mart_csi_score') }} as scores
    inner join {{ ref('dim_method_node') }} as nodes
        on scores.method = nodes.method and scores.node_id = nodes.node_id
    where nodes.node_kind in ('part', 'pillar')
)

select
    pillars.method,
    pillars.geography,
    pillars.unit_id,
    pillars.index_year,
    pillars.node_id,
    pillars.node_kind,
    pillars.node_sort_order,
    pillars.node_name_vi,
    pillars.node_name_en,
    min(bands.grade) as grade,
    pillars.is_synthetic
from pillars
inner join {{ ref('method_version') }} as methods on pillars.method = methods.method
left join {{ ref('band') }} as bands
    on
        pillars.method = bands.method
        and pillars.normalised * methods.scale_max >= bands.score_from
group by
    pillars.method,
    pillars.geography,
    pillars.unit_id,
    pillars.index_year,
    pillars.node_id,
    pillars.node_kind,
    pillars.node_sort_order,
    pillars.node_name_vi,
    pillars.node_name_en,
    pillars.is_synthetic
