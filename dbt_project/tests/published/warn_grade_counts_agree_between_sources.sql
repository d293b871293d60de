-- Known contradiction, kept and shown: one article says 12 provinces had B in 2018; three other
-- sources and the named list say 11.
{{ config(
    severity='warn',
    tags=['known_contradiction'],
    meta={'dagster': {'ref': {'name': 'csi_published_claims'}}}
) }}

select
    claims.index_year,
    claims.entity_type,
    claims.grade,
    claims.value as claimed,
    case claims.grade
        when 'A' then counts.a
        when 'B' then counts.b
        when 'C' then counts.c
        when 'D' then counts.d
        when 'E' then counts.e
    end as counted
from {{ ref('csi_published_claims') }} as claims
inner join {{ ref('csi_grade_counts') }} as counts
    on claims.index_year = counts.year and claims.entity_type = counts.entity_type
where
    claims.claim = 'grade_count'
    and claims.value != case claims.grade
        when 'A' then counts.a
        when 'B' then counts.b
        when 'C' then counts.c
        when 'D' then counts.d
        when 'E' then counts.e
    end
