-- How sure score and rank of a unit are. The interval of the score is what the error of its data
-- leaves open under the method as it is; beside it stands what other choices of method would give.
-- Ranks meet both.
with

score_intervals as (
    {{ replicate_interval(ref('int_replicate_scores'), 'score') }}
),

rank_intervals as (
    {{ replicate_interval(ref('int_replicate_scores'), 'rank_of_unit') }}
),

compared as (
    select
        method,
        geography,
        index_year,
        unit_id,
        count(case when verdict = 'above' then 1 end) as units_below,
        count(case when verdict = 'below' then 1 end) as units_above,
        count(case when verdict = 'not_told_apart' then 1 end) as units_not_told_apart
    from {{ ref('mart_csi_pairwise') }}
    group by method, geography, index_year, unit_id
)

select
    cases.method,
    cases.geography,
    cases.unit_id,
    cases.index_year,
    cast(cases.score as decimal(9, 2)) as score,
    cast(errors.standard_error as decimal(9, 2)) as score_standard_error,
    cast(coalesce(errors.known_share, 0) as decimal(9, 4)) as known_share,
    cast({{ within_scale('cases.score', '-', 'errors.standard_error * rules.standard_errors',
        'methods.scale_max') }} as decimal(9, 2)) as score_lower,
    cast({{ within_scale('cases.score', '+', 'errors.standard_error * rules.standard_errors',
        'methods.scale_max') }} as decimal(9, 2)) as score_upper,
    cast(score_intervals.median as decimal(9, 2)) as score_median_by_method,
    cast(score_intervals.lower_end as decimal(9, 2)) as score_lower_by_method,
    cast(score_intervals.upper_end as decimal(9, 2)) as score_upper_by_method,
    cases.rank_of_unit as rank,
    cast(rank_intervals.median as integer) as rank_median,
    cast(rank_intervals.lower_end as integer) as rank_best,
    cast(rank_intervals.upper_end as integer) as rank_worst,
    cast(compared.units_above as integer) as units_above,
    cast(compared.units_below as integer) as units_below,
    cast(compared.units_not_told_apart as integer) as units_not_told_apart,
    case when errors.standard_error is null then 'error_not_known' else 'computed' end
        as interval_status,
    cast(score_intervals.replicates as integer) as replicates,
    cases.is_synthetic
from {{ ref('int_assessed_units') }} as cases
inner join score_intervals on cases.case_number = score_intervals.case_number
inner join rank_intervals on cases.case_number = rank_intervals.case_number
inner join {{ ref('uncertainty_rule') }} as rules on cases.method = rules.method
inner join {{ ref('method_version') }} as methods on cases.method = methods.method
left join {{ ref('int_score_errors') }} as errors
    on
        cases.method = errors.method
        and cases.geography = errors.geography
        and cases.unit_id = errors.unit_id
        and cases.index_year = errors.index_year
left join compared
    on
        cases.method = compared.method
        and cases.geography = compared.geography
        and cases.unit_id = compared.unit_id
        and cases.index_year = compared.index_year
