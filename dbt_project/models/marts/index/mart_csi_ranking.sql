-- A unit without a rank shows neither score nor grade: missing reports hold them down. Intervals
-- stand beside score and rank where they were computed, else the reason why they were not.
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
    certainty.score_lower,
    certainty.score_upper,
    scores.rank_of_unit as rank,
    certainty.rank_best,
    certainty.rank_worst,
    case certainty.interval_status
        when 'computed' then 'computed'
        when 'error_not_known' then 'ranks_only'
        else 'none'
    end as interval_status,
    case
        when scores.rank_of_unit is null then 'not_ranked'
        when rules.method is null then 'method_without_rule'
        when certainty.unit_id is null then 'too_few_units'
        when certainty.interval_status != 'computed' then certainty.interval_status
    end as no_interval_reason,
    scores.tied_units,
    scores.ranked_units,
    scores.coverage,
    scores.late_share,
    scores.waived_share,
    scores.corrected_share,
    scores.self_reported_share,
    scores.not_ranked_reason,
    methods.kind = 'recomputed' as is_own_method,
    scores.method = run.released_method and geographies.is_current as is_default,
    scores.is_synthetic
from {{ ref('int_unit_scores') }} as scores
inner join {{ ref('dim_unit') }} as units on scores.unit_id = units.unit_id
inner join {{ ref('method_version') }} as methods on scores.method = methods.method
cross join {{ ref('stg_run') }} as run
inner join {{ ref('geography') }} as geographies on scores.geography = geographies.geography
left join {{ ref('uncertainty_rule') }} as rules on scores.method = rules.method
left join {{ ref('mart_csi_uncertainty') }} as certainty
    on
        scores.method = certainty.method
        and scores.geography = certainty.geography
        and scores.unit_id = certainty.unit_id
        and scores.index_year = certainty.index_year
