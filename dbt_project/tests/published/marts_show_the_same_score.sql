-- A unit that is ranked has one score, one rank and one interval of each in a year, whichever mart
-- is asked.
{{ config(meta={'dagster': {'ref': {'name': 'mart_csi_ranking'}}}) }}
with

ranked as (
    select
        method,
        geography,
        unit_id,
        index_year,
        score,
        rank,
        score_lower,
        score_upper,
        rank_best,
        rank_worst
    from {{ ref('mart_csi_ranking') }}
    where rank is not null
),

elsewhere as (
    select
        'trend' as mart,
        method,
        geography,
        unit_id,
        index_year,
        score,
        cast(null as integer) as rank,
        cast(null as decimal(9, 2)) as score_lower,
        cast(null as decimal(9, 2)) as score_upper,
        cast(null as integer) as rank_best,
        cast(null as integer) as rank_worst
    from {{ ref('mart_csi_trend') }}
    union all
    select
        'score' as mart,
        method,
        geography,
        unit_id,
        index_year,
        points as score,
        cast(null as integer) as rank,
        cast(null as decimal(9, 2)) as score_lower,
        cast(null as decimal(9, 2)) as score_upper,
        cast(null as integer) as rank_best,
        cast(null as integer) as rank_worst
    from {{ ref('mart_csi_score') }}
    where parent_id is null
    union all
    select
        'uncertainty' as mart,
        method,
        geography,
        unit_id,
        index_year,
        score,
        rank,
        score_lower,
        score_upper,
        rank_best,
        rank_worst
    from {{ ref('mart_csi_uncertainty') }}
    union all
    select
        'series' as mart,
        method,
        geography,
        unit_id,
        index_year,
        score,
        cast(null as integer) as rank,
        cast(null as decimal(9, 2)) as score_lower,
        cast(null as decimal(9, 2)) as score_upper,
        cast(null as integer) as rank_best,
        cast(null as integer) as rank_worst
    from {{ ref('mart_csi_series') }}
    where computed_under = method and series != 'linked' and score is not null
)

select
    elsewhere.mart,
    ranked.method,
    ranked.geography,
    ranked.unit_id,
    ranked.index_year,
    ranked.score,
    elsewhere.score as score_elsewhere
from ranked
inner join elsewhere
    on
        ranked.method = elsewhere.method
        and ranked.geography = elsewhere.geography
        and ranked.unit_id = elsewhere.unit_id
        and ranked.index_year = elsewhere.index_year
where
    elsewhere.score is null
    or elsewhere.score != ranked.score
    or (elsewhere.rank is not null and elsewhere.rank != ranked.rank)
    or (
        elsewhere.mart = 'uncertainty'
        and (
            ranked.rank_best is null
            or ranked.score_lower != elsewhere.score_lower
            or ranked.score_upper != elsewhere.score_upper
            or ranked.rank_best != elsewhere.rank_best
            or ranked.rank_worst != elsewhere.rank_worst
        )
    )
