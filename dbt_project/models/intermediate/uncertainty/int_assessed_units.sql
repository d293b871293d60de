-- The unit-years whose score is put to the test: every ranked one, of geographies with enough units
-- to compare. The level and the spread of a replicate are taken from the reference year, so that no
-- unit is judged by itself: the baseline year, or the first that has enough ranked units.
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
        nodes.normalised
    from {{ ref('int_unit_scores') }} as scores
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

years as (
    select
        method,
        geography,
        index_year,
        count(*) as units
    from ranked
    group by method, geography, index_year
),

reference_years as (
    select
        years.method,
        years.geography,
        coalesce(
            max(case when years.index_year = methods.baseline_year then years.index_year end),
            min(years.index_year)
        ) as reference_year
    from years
    inner join {{ ref('uncertainty_rule') }} as rules
        on years.method = rules.method and years.units >= rules.minimum_units
    inner join {{ ref('method_version') }} as methods on years.method = methods.method
    group by years.method, years.geography
),

latest_years as (
    select
        method,
        geography,
        max(index_year) as latest_year
    from ranked
    where not is_restated
    group by method, geography
)

select
    ranked.method,
    ranked.geography,
    ranked.index_year,
    ranked.unit_id,
    ranked.score,
    ranked.rank_of_unit,
    ranked.normalised,
    ranked.is_synthetic,
    ranked.index_year = reference_years.reference_year as is_reference,
    coalesce(ranked.index_year = latest_years.latest_year, false) as is_latest,
    case
        when ranked.index_year in (latest_years.latest_year, reference_years.reference_year)
            then rules.replicates
        else rules.earlier_replicates
    end as replicates,
    cast(dense_rank() over (order by ranked.method, ranked.geography) as integer)
        as assessment_number,
    cast(
        row_number() over (
            order by ranked.method, ranked.geography, ranked.index_year, ranked.unit_id
        ) as integer
    ) as case_number
from ranked
inner join reference_years
    on ranked.method = reference_years.method and ranked.geography = reference_years.geography
inner join {{ ref('uncertainty_rule') }} as rules on ranked.method = rules.method
left join latest_years
    on ranked.method = latest_years.method and ranked.geography = latest_years.geography
