-- Releases are made with exactly one method, and with one that can be computed: its hash is kept.
{{ config(meta={'dagster': {'ref': {'name': 'method_version'}}}) }}
select
    count(methods.method) as methods,
    count(kept.method) as methods_with_a_hash
from {{ ref('method_version') }} as methods
left join {{ ref('method_hash') }} as kept on methods.method = kept.method
where methods.is_released
having count(methods.method) != 1 or count(kept.method) != 1
