-- The list of names must leave room for the published counts: at least the units that have the
-- grade for certain, at most those that may have it and those the list does not name.
{{ config(meta={'dagster': {'ref': {'name': 'csi_published'}}}) }}
with

named as (
    select
        year as index_year,
        entity_type,
        count(*) as units_named
    from {{ ref('csi_published') }}
    group by year, entity_type
),

bounds as (
    select
        index_year,
        entity_type,
        grade,
        sum(case when grades = grade then 1 else 0 end) as certain,
        count(*) as possible
    from {{ ref('int_published_grades') }}
    group by index_year, entity_type, grade
),

counts as (
    {% for grade in ['A', 'B', 'C', 'D', 'E'] %}
        select
            year as index_year,
            entity_type,
            total,
            '{{ grade }}' as grade,
            {{ grade }} as units_counted
        from {{ ref('csi_grade_counts') }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    counts.index_year,
    counts.entity_type,
    counts.grade,
    counts.units_counted,
    coalesce(bounds.certain, 0) as certain,
    coalesce(bounds.possible, 0) as possible,
    counts.total - named.units_named as not_named
from counts
inner join named
    on counts.index_year = named.index_year and counts.entity_type = named.entity_type
left join bounds
    on
        counts.index_year = bounds.index_year
        and counts.entity_type = bounds.entity_type
        and counts.grade = bounds.grade
where
    counts.units_counted < coalesce(bounds.certain, 0)
    or counts.units_counted
    > coalesce(bounds.possible, 0) + counts.total - named.units_named
