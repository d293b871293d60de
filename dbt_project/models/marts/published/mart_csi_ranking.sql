with

scores as (
    select
        method,
        geography,
        unit_id,
        index_year,
        season,
        is_restated,
        score,
        grade,
        coverage,
        not_ranked_reason,
        not_ranked_reason is null as is_ranked,
        is_synthetic
    from {{ ref('int_unit_scores') }}
),

ranked as (
    select
        method,
        geography,
        unit_id,
        index_year,
        season,
        is_restated,
        score,
        grade,
        coverage,
        not_ranked_reason,
        is_synthetic,
        case
            when is_ranked
                then rank() over (
                    partition by method, geography, index_year, is_ranked
                    order by score desc
                )
        end as place,
        case
            when is_ranked
                then count(*) over (
                    partition by method, geography, index_year, is_ranked, score
                )
        end as tied_units,
        sum(case when is_ranked then 1 else 0 end) over (
            partition by method, geography, index_year
        ) as ranked_units
    from scores
)

select
    ranked.method,
    ranked.geography,
    ranked.unit_id,
    units.unit_name,
    units.unit_name_en,
    units.unit_sort_order,
    units.region_name,
    units.is_merged,
    ranked.index_year,
    ranked.season,
    ranked.is_restated,
    ranked.score,
    ranked.grade,
    cast(ranked.place as integer) as rank,
    cast(ranked.tied_units as integer) as tied_units,
    cast(ranked.ranked_units as integer) as ranked_units,
    ranked.coverage,
    ranked.not_ranked_reason,
    ranked.is_synthetic
from ranked
inner join {{ ref('dim_unit') }} as units on ranked.unit_id = units.unit_id
