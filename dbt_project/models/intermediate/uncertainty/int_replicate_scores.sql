-- The score of every replicate on the scale of the published one, and the rank it gives. A stricter
-- normalisation or mean moves all units; that is no uncertainty of one of them. So each replicate
-- is moved and stretched to the mean and the spread that the published scores of both years have
-- together. Ranks do not change by it.
with

roots as (
    select
        cases.assessment_number,
        cases.case_number,
        cases.index_year = cases.observed_year as is_assessed_year,
        cases.method,
        roots.replicate,
        roots.x
    from {{ ref('int_replicate_roots') }} as roots
    inner join {{ ref('int_assessed_units') }} as cases on roots.case_number = cases.case_number
),

-- Squares are added as decimals, of shares as well as of billions: hence the magnitude.
replicate_magnitudes as (
    select
        *,
        {{ magnitude("max(abs(x)) over (partition by assessment_number, replicate)") }} as magnitude
    from roots
),

published_magnitudes as (
    select
        assessment_number,
        cast(normalised as double) as x,
        {{ magnitude("max(abs(normalised)) over (partition by assessment_number)") }} as magnitude
    from {{ ref('int_assessed_units') }}
),

replicate_sums as (
    select
        assessment_number,
        replicate,
        {{ mean_and_mean_square('x', 'magnitude') }}
    from replicate_magnitudes
    group by assessment_number, replicate
),

published_sums as (
    select
        assessment_number,
        {{ mean_and_mean_square('x', 'magnitude') }}
    from published_magnitudes
    group by assessment_number
),

levels as (
    select
        replicates.assessment_number,
        replicates.replicate,
        replicates.magnitude,
        replicates.magnitude * replicates.mean as mean_of_replicate,
        published.magnitude * published.mean as mean_published,
        replicates.magnitude * sqrt(
            greatest(replicates.mean_square - pow(replicates.mean, 2), 0)
        ) as spread_of_replicate,
        published.magnitude * sqrt(
            greatest(published.mean_square - pow(published.mean, 2), 0)
        ) as spread_published
    from replicate_sums as replicates
    inner join published_sums as published
        on replicates.assessment_number = published.assessment_number
),

root_rules as (
    select
        node.method,
        methods.scale_max,
        rules.decimals,
        rules.tie_rule
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    inner join {{ ref('method_version') }} as methods on node.method = methods.method
    where node.parent_id is null
),

scored as (
    select
        roots.assessment_number,
        roots.case_number,
        roots.is_assessed_year,
        roots.replicate,
        root_rules.tie_rule,
        {{ round_half_up(
            "cast(
                cast(root_rules.scale_max as double) * (
                    levels.mean_published
                    + (roots.x - levels.mean_of_replicate) * case
                        when levels.spread_of_replicate < 1e-6 * levels.magnitude then 1
                        else levels.spread_published / levels.spread_of_replicate
                    end
                ) as decimal(38, 12)
            )",
            'root_rules.decimals'
        ) }} as score
    from roots
    inner join levels
        on
            roots.assessment_number = levels.assessment_number
            and roots.replicate = levels.replicate
    inner join root_rules on roots.method = root_rules.method
)

select
    assessment_number,
    case_number,
    replicate,
    score,
    cast(
        case
            when not is_assessed_year then null
            when tie_rule = 'dense_rank'
                then dense_rank() over (
                    partition by assessment_number, is_assessed_year, replicate
                    order by score desc
                )
            else rank() over (
                partition by assessment_number, is_assessed_year, replicate
                order by score desc
            )
        end as integer
    ) as rank_of_unit
from scored
