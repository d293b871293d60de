-- No published grade is lost on the way to its unit.
{{ config(meta={'dagster': {'ref': {'name': 'csi_published'}}}) }}
with

published as (
    select
        year as index_year,
        entity_type,
        count(*) as units_published
    from {{ ref('csi_published') }}
    group by year, entity_type
),

known as (
    select
        index_year,
        entity_type,
        count(distinct unit_id) as units_known
    from {{ ref('int_published_grades') }}
    group by index_year, entity_type
)

select
    published.index_year,
    published.entity_type,
    published.units_published,
    known.units_known
from published
left join known
    on published.index_year = known.index_year and published.entity_type = known.entity_type
where published.units_published != coalesce(known.units_known, 0)
