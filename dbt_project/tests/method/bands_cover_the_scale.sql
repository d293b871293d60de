-- Where a method has bands, the lowest one starts at or below 0 and none above the scale: every
-- score has exactly one grade.
{{ config(meta={'dagster': {'ref': {'name': 'band'}}}) }}
select
    bands.method,
    min(bands.score_from) as lowest_from,
    max(bands.score_from) as highest_from
from {{ ref('band') }} as bands
left join {{ ref('method_version') }} as methods on bands.method = methods.method
group by bands.method, methods.scale_max
having
    min(bands.score_from) > 0
    or coalesce(max(bands.score_from) > methods.scale_max, true)
