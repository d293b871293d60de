-- Where published figures contradict each other or themselves, in the words of the source notes.
with

noted as (
    select
        'incidents' as series,
        year as index_year,
        publisher as subject,
        category as claim,
        cast(null as varchar) as grade,
        period_start,
        period_end,
        cast(count as varchar) as stated,
        conflict_note,
        source_url
    from {{ ref('incidents_national') }}
    union all
    select
        'csi_grades' as series,
        year as index_year,
        entity_type as subject,
        'grade_counts' as claim,
        null as grade,
        null as period_start,
        null as period_end,
        'A ' || a || ', B ' || b || ', C ' || c || ', D ' || d || ', E ' || e as stated,
        conflict_note,
        source_url
    from {{ ref('csi_grade_counts') }}
    union all
    select
        'csi_claims' as series,
        index_year,
        entity_type as subject,
        claim,
        grade,
        null as period_start,
        null as period_end,
        cast(value as varchar) as stated,
        conflict_note,
        source_url
    from {{ ref('csi_published_claims') }}
    {% for claim, stated in [
        ('rank', "cast(rank as varchar) || coalesce('/' || of_countries, '')"),
        ('score', 'cast(score as varchar)'),
    ] %}
        union all
        select
            'gci' as series,
            published_year as index_year,
            'GCI ' || edition as subject,
            '{{ claim }}' as claim,
            null as grade,
            null as period_start,
            null as period_end,
            {{ stated }} as stated,
            conflict_note,
            source_url
        from {{ ref('gci_vietnam') }}
        where {{ claim }} is not null
    {% endfor %}
)

select distinct
    noted.series,
    noted.index_year,
    noted.subject,
    noted.claim,
    noted.grade,
    noted.period_start,
    noted.period_end,
    noted.stated,
    noted.conflict_note,
    words.conflict_note_vi,
    noted.source_url
from noted
left join {{ ref('conflict_note_vi') }} as words on noted.conflict_note = words.conflict_note
where noted.conflict_note is not null
