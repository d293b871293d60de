-- Known contradiction, kept and shown: for 2020 the press prints 61 % B and 29 % C where the
-- counts give 71.9 % and 18.0 %; for 2018 one paper prints 15 % D where they give 13.3 %.
{{ config(
    severity='warn',
    tags=['known_contradiction'],
    meta={'dagster': {'ref': {'name': 'csi_published_claims'}}}
) }}

with

counted as (
    {% for grade in ['A', 'B', 'C', 'D', 'E'] %}
        select
            year as index_year,
            entity_type,
            '{{ grade }}' as grade,
            {{ divide('100 * ' ~ grade, 'total') }} as share_percent
        from {{ ref('csi_grade_counts') }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    claims.index_year,
    claims.entity_type,
    claims.grade,
    claims.value as printed_percent,
    counted.share_percent
from {{ ref('csi_published_claims') }} as claims
inner join counted
    on
        claims.index_year = counted.index_year
        and claims.entity_type = counted.entity_type
        and claims.grade = counted.grade
where
    claims.claim = 'share_percent'
    -- Half a point of rounding on either side.
    and abs(claims.value - counted.share_percent) > 0.5
