-- The score of every replicate on the scale of the published one, and the rank that it and an error
-- drawn for each unit and year give. A stricter normalisation or mean moves all units; that is no
-- uncertainty of one of them. So each replicate is moved and stretched to the mean and the spread
-- that the published scores have in the reference year.
with

roots as (
    select
        cases.assessment_number,
        cases.case_number,
        cases.index_year,
        cases.unit_id,
        cases.is_reference,
        cases.method,
        coalesce(cast(errors.standard_error as double), 0) as standard_error,
        roots.replicate,
        roots.x
    from {{ ref('int_replicate_roots') }} as roots
    inner join {{ ref('int_assessed_units') }} as cases on roots.case_number = cases.case_number
    left join {{ ref('int_score_errors') }} as errors
        on
            cases.method = errors.method
            and cases.geography = errors.geography
            and cases.unit_id = errors.unit_id
            and cases.index_year = errors.index_year
),

-- Squares are added as decimals, of shares as well as of billions: hence the magnitude.
replicate_magnitudes as (
    select
        *,
        {{ magnitude("max(abs(x)) over (partition by assessment_number, replicate)") }} as magnitude
    from roots
    where is_reference
),

published_magnitudes as (
    select
        assessment_number,
        cast(normalised as double) as x,
        {{ magnitude("max(abs(normalised)) over (partition by assessment_number)") }} as magnitude
    from {{ ref('int_assessed_units') }}
    where is_reference
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
        rules.tie_rule,
        uncertainty.seed
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    inner join {{ ref('method_version') }} as methods on node.method = methods.method
    inner join {{ ref('uncertainty_rule') }} as uncertainty on node.method = uncertainty.method
    where node.parent_id is null
),

scored as (
    select
        roots.assessment_number,
        roots.case_number,
        roots.index_year,
        roots.replicate,
        root_rules.tie_rule,
        root_rules.decimals,
        cast(root_rules.scale_max as double) * (
            levels.mean_published
            + (roots.x - levels.mean_of_replicate) * case
                when levels.spread_of_replicate < 1e-6 * levels.magnitude then 1
                else levels.spread_published / levels.spread_of_replicate
            end
        ) as score,
        roots.standard_error * {{ normal(
            ['root_rules.seed', 'roots.replicate', 'roots.index_year', 'roots.unit_id']
        ) }} as error
    from roots
    inner join levels
        on
            roots.assessment_number = levels.assessment_number
            and roots.replicate = levels.replicate
    inner join root_rules on roots.method = root_rules.method
),

rounded as (
    select
        assessment_number,
        case_number,
        index_year,
        replicate,
        tie_rule,
        {% for value, name in [('score', 'score'), ('score + error', 'score_with_error')] %}
            {{ round_half_up('cast(' ~ value ~ ' as decimal(38, 12))', 'decimals') }} as {{ name }}
            {%- if not loop.last %},{% endif %}

        {% endfor %}
    from scored
)

select
    case_number,
    replicate,
    score,
    cast(
        case tie_rule
            when 'dense_rank'
                then dense_rank() over (
                    partition by assessment_number, index_year, replicate
                    order by score_with_error desc
                )
            else rank() over (
                partition by assessment_number, index_year, replicate
                order by score_with_error desc
            )
        end as integer
    ) as rank_of_unit
from rounded
