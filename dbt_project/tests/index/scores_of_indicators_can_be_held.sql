-- The tree has room for scores of indicators below 10^17.
{{ config(meta={'dagster': {'ref': {'name': 'int_leaf_scores'}}}) }}
select
    method,
    unit_id,
    index_year,
    node_id,
    normalised
from {{ ref('int_leaf_scores') }}
where abs(normalised) >= 100000000000000000
