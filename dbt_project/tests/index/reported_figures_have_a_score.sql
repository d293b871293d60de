-- A reported figure always has a place on its scale; it has none where a transform is not defined
-- for it (the logarithm of a value that is not positive, without goalposts to cut it).
{{ config(meta={'dagster': {'ref': {'name': 'int_leaf_scores'}}}) }}
select
    method,
    unit_id,
    index_year,
    node_id,
    value
from {{ ref('int_leaf_scores') }}
where vintage = 'now' and status = 'reported' and normalised is null
