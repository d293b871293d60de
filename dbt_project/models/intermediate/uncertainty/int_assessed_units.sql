-- The units whose score is put to the test, each in the assessed year and in the baseline year, so
-- that both meet the same replicates. Only units that are ranked; in the baseline year only those
-- that are ranked in the assessed year too.
with

ranked as (
    select
        scores.method,
        scores.geography,
        scores.unit_id,
        scores.index_year,
        scores.is_restated,
        scores.score,
        scores.rank_of_unit,
        scores.is_synthetic,
        nodes.normalised,
        rules.years,
        methods.baseline_year
    from {{ ref('int_unit_scores') }} as scores
    inner join {{ ref('uncertainty_rule') }} as rules on scores.method = rules.method
    inner join {{ ref('method_version') }} as methods on scores.method = methods.method
    inner join {{ ref('int_node_scores') }} as nodes
        on
            scores.method = nodes.method
            and scores.geography = nodes.geography
            and scores.unit_id = nodes.unit_id
            and scores.index_year = nodes.index_year
            and nodes.node_level = 1
            and nodes.vintage = 'now'
    where scores.rank_of_unit is not null
),

with_latest as (
    select
        *,
        max(case when is_restated then null else index_year end)
            over (partition by method, geography) as latest_year
    from ranked
),

assessed as (
    select * from with_latest
    where years = 'all' or index_year = latest_year
),

both_years as (
    select
        method,
        geography,
        index_year,
        index_year as observed_year,
        unit_id,
        score,
        rank_of_unit,
        normalised,
        is_synthetic
    from assessed

    union all

    select
        assessed.method,
        assessed.geography,
        assessed.index_year,
        ranked.index_year as observed_year,
        assessed.unit_id,
        ranked.score,
        ranked.rank_of_unit,
        ranked.normalised,
        ranked.is_synthetic
    from assessed
    inner join ranked
        on
            assessed.method = ranked.method
            and assessed.geography = ranked.geography
            and assessed.unit_id = ranked.unit_id
            and assessed.baseline_year = ranked.index_year
    where assessed.baseline_year < assessed.index_year
)

select
    method,
    geography,
    index_year,
    observed_year,
    unit_id,
    score,
    rank_of_unit,
    normalised,
    is_synthetic,
    cast(dense_rank() over (order by method, geography, index_year) as integer)
        as assessment_number,
    cast(
        row_number() over (
            order by method, geography, index_year, observed_year, unit_id
        ) as integer
    ) as case_number
from both_years
