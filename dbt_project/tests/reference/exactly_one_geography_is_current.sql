-- Exactly one geography is today's: the one that has not ended.
{{ config(meta={'dagster': {'ref': {'name': 'geography'}}}) }}
select
    count(case when is_current then 1 end) as current_geographies,
    count(case when is_current and valid_to is null then 1 end) as in_force,
    count(case when valid_to is null then 1 end) as not_ended
from {{ ref('geography') }}
having
    count(case when is_current then 1 end) != 1
    or count(case when is_current and valid_to is null then 1 end) != 1
    or count(case when valid_to is null then 1 end) != 1
