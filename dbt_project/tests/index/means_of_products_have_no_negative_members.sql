-- Geometric, harmonic and power means are defined for members that are not negative.
{{ config(meta={'dagster': {'ref': {'name': 'int_node_scores'}}}) }}
select
    scores.method,
    scores.unit_id,
    scores.index_year,
    scores.node_id,
    scores.normalised
from {{ ref('int_node_scores') }} as scores
inner join {{ ref('node_rule') }} as parents
    on scores.method = parents.method and scores.parent_id = parents.node_id
where
    scores.vintage = 'now'
    and parents.aggregation in ('geometric', 'harmonic', 'power')
    and scores.weight > 0
    and scores.normalised < 0
