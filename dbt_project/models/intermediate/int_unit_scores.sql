-- The root of the tree as it is published: score rounded half up to the method's decimals, grade
-- by the bands on the rounded score, and why a unit has no rank.
with

root_rules as (
    select
        node.method,
        node.node_id,
        rules.decimals,
        rules.minimum_coverage
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    where node.parent_id is null
),

bands as (
    select
        method,
        grade,
        score_from,
        lead(score_from) over (partition by method order by score_from) as next_band_from
    from {{ ref('band') }}
),

rounded as (
    select
        unit_years.method,
        unit_years.geography,
        unit_years.unit_id,
        unit_years.index_year,
        unit_years.season,
        unit_years.is_restated,
        root_rules.minimum_coverage,
        cast(round(round(roots.coverage, 8), 4) as decimal(9, 4)) as coverage,
        case
            when roots.status = 'reported'
                then {{ round_half_up('roots.points', 'root_rules.decimals') }}
        end as score,
        unit_years.is_synthetic
    from {{ ref('int_unit_years') }} as unit_years
    inner join root_rules on unit_years.method = root_rules.method
    left join {{ ref('int_node_points') }} as roots
        on
            unit_years.method = roots.method
            and unit_years.geography = roots.geography
            and unit_years.unit_id = roots.unit_id
            and unit_years.index_year = roots.index_year
            and root_rules.node_id = roots.node_id
)

select
    rounded.method,
    rounded.geography,
    rounded.unit_id,
    rounded.index_year,
    rounded.season,
    rounded.is_restated,
    rounded.score,
    bands.grade,
    rounded.coverage,
    case
        when rounded.season = 'in_progress' then 'season_in_progress'
        when rounded.score is null then 'no_data'
        when rounded.coverage < rounded.minimum_coverage then 'coverage_below_floor'
    end as not_ranked_reason,
    rounded.is_synthetic
from rounded
left join bands
    on
        rounded.method = bands.method
        and rounded.score >= bands.score_from
        and (bands.next_band_from is null or rounded.score < bands.next_band_from)
