-- A link joins two computed methods.
{{ config(meta={'dagster': {'ref': {'name': 'method_link'}}}) }}
select
    links.method,
    links.previous_method
from {{ ref('method_link') }} as links
left join {{ ref('method_version') }} as newer
    on links.method = newer.method and newer.is_computable
left join {{ ref('method_version') }} as older
    on links.previous_method = older.method and older.is_computable
where
    newer.method is null
    or older.method is null
    or links.method = links.previous_method
    or links.overlap_year is null
