-- Where published figures contradict each other or themselves, in the words of the source notes.
with

noted as (
    select
        'incidents' as series,
        year as index_year,
        publisher || ': ' || category || ', ' || period_start || ' – ' || period_end as claim,
        cast(count as varchar) as stated,
        conflict_note,
        source_url
    from {{ ref('incidents_national') }}
    union all
    select
        'csi_grades' as series,
        year as index_year,
        entity_type as claim,
        'A ' || a || ', B ' || b || ', C ' || c || ', D ' || d || ', E ' || e as stated,
        conflict_note,
        source_url
    from {{ ref('csi_grade_counts') }}
    union all
    select
        'csi_claims' as series,
        index_year,
        entity_type || ': ' || claim || coalesce(' ' || grade, '') as claim,
        cast(value as varchar) as stated,
        conflict_note,
        source_url
    from {{ ref('csi_published_claims') }}
    union all
    select
        'gci' as series,
        published_year as index_year,
        'GCI ' || edition as claim,
        coalesce('rank ' || rank || coalesce('/' || of_countries, ''), 'no rank')
        || coalesce(', score ' || score, '') as stated,
        conflict_note,
        source_url
    from {{ ref('gci_vietnam') }}
)

select distinct
    series,
    index_year,
    claim,
    stated,
    conflict_note,
    source_url
from noted
where conflict_note is not null and conflict_note <> ''
