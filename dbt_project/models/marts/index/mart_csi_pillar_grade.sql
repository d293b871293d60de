-- The grade of each part and pillar: the method's bands on the share of its points that was
-- reached, where the unit is ranked and the node has the coverage it needs. Not an official grade.
with

ranks as (
    select
        nodes.method,
        nodes.geography,
        nodes.unit_id,
        nodes.index_year,
        nodes.node_id,
        coalesce(roots.not_ranked_reason, nodes.not_ranked_reason) as not_graded_reason
    from {{ ref('int_node_ranks') }} as nodes
    inner join {{ ref('int_node_ranks') }} as roots
        on
            nodes.vintage = roots.vintage
            and nodes.method = roots.method
            and nodes.geography = roots.geography
            and nodes.unit_id = roots.unit_id
            and nodes.index_year = roots.index_year
    where nodes.vintage = 'now' and roots.parent_id is null
),

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
        ranks.not_graded_reason,
        scores.is_synthetic
    from {{ ref('mart_csi_score') }} as scores
    inner join {{ ref('dim_method_node') }} as nodes
        on scores.method = nodes.method and scores.node_id = nodes.node_id
    inner join ranks
        on
            scores.method = ranks.method
            and scores.geography = ranks.geography
            and scores.unit_id = ranks.unit_id
            and scores.index_year = ranks.index_year
            and scores.node_id = ranks.node_id
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
    case when pillars.not_graded_reason is null then min(bands.grade) end as grade,
    pillars.not_graded_reason,
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
    pillars.not_graded_reason,
    pillars.is_synthetic
