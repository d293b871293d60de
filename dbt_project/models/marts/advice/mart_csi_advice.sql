select
    advice.method,
    advice.geography,
    advice.unit_id,
    advice.index_year,
    advice.node_id,
    node.name_vi as node_name_vi,
    node.name_en as node_name_en,
    advice.target,
    advice.target_grade,
    advice.status,
    advice.is_count,
    advice.is_yes_no,
    advice.value,
    advice.target_value,
    advice.score_gain,
    advice.own_points,
    advice.own_points_per_score_point,
    advice.step,
    advice.is_synthetic
from {{ ref('int_advice') }} as advice
inner join {{ ref('node') }} as node
    on advice.method = node.method and advice.node_id = node.node_id
