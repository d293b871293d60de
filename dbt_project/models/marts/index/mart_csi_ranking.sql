-- A unit without a rank shows neither score nor grade: missing reports hold them down.
select
    scores.method,
    scores.geography,
    scores.unit_id,
    units.unit_name,
    units.unit_name_en,
    units.unit_sort_order,
    units.region_name,
    units.is_merged,
    scores.index_year,
    scores.season,
    scores.is_restated,
    case when scores.rank_of_unit is not null then cast(scores.score as decimal(9, 2)) end as score,
    case when scores.rank_of_unit is not null then scores.grade end as grade,
    scores.rank_of_unit as rank,
    scores.tied_units,
    scores.ranked_units,
    scores.coverage,
    scores.late_share,
    scores.waived_share,
    scores.corrected_share,
    scores.self_reported_share,
    scores.not_ranked_reason,
    scores.is_synthetic
from {{ ref('int_unit_scores') }} as scores
inner join {{ ref('dim_unit') }} as units on scores.unit_id = units.unit_id
