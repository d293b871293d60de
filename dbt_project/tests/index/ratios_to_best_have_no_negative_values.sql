-- A ratio to the best says something of values that are not negative only: of -4 and -1 the best is
-- -1, and -4 would be four times as good.
{{ config(meta={'dagster': {'ref': {'name': 'int_leaf_scores'}}}) }}
select
    leaves.method,
    leaves.unit_id,
    leaves.index_year,
    leaves.node_id,
    leaves.value
from {{ ref('int_leaf_scores') }} as leaves
inner join {{ ref('node_rule') }} as rules
    on leaves.method = rules.method and leaves.node_id = rules.node_id
where
    leaves.vintage = 'now'
    and rules.normalisation in ('ratio_to_best', 'distance_to_best')
    and rules.weight > 0
    and leaves.value < 0
