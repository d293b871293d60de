-- What comes out for every node in each vintage, and is published of the data known now: its score
-- on the scale of the method, rounded half up to the method's decimals, its rank among the units of
-- the year, and why there is none: also where it lacks the coverage it needs, by its own floor or
-- else that of the root. Ranked is the rounded score; ties share the best rank (1, 2, 2,
-- 4) unless the method ranks without gaps.
with

root_rules as (
    select
        node.method,
        methods.scale_max,
        rules.decimals,
        rules.minimum_coverage,
        rules.tie_rule
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    inner join {{ ref('method_version') }} as methods on node.method = methods.method
    where node.parent_id is null
),

rounded as (
    select
        nodes.vintage,
        nodes.method,
        nodes.geography,
        nodes.unit_id,
        nodes.index_year,
        nodes.node_id,
        nodes.parent_id,
        coalesce(rules.minimum_coverage, root_rules.minimum_coverage) as minimum_coverage,
        case when nodes.parent_id is not null then rules.minimum_coverage end as coverage_floor,
        root_rules.tie_rule,
        case when nodes.status = 'not_applicable' then 1 else 0 end as is_not_applicable,
        cast(round(round(nodes.coverage, 8), 4) as decimal(9, 4)) as coverage,
        {{ shares_of_coverage('nodes') }},
        case
            when nodes.status = 'reported' then {{ round_half_up(
                scaled('nodes.normalised', 'root_rules.scale_max'),
                'root_rules.decimals'
            ) }}
        end as score
    from {{ ref('int_node_scores') }} as nodes
    inner join root_rules on nodes.method = root_rules.method
    left join {{ ref('node_rule') }} as rules
        on nodes.method = rules.method and nodes.node_id = rules.node_id
),

judged as (
    select
        *,
        case
            when is_not_applicable = 1 then 'not_applicable'
            when score is null and coverage > 0 and coverage < coverage_floor
                then 'coverage_below_floor'
            when score is null and coverage > 0 then 'indicator_missing'
            when score is null then 'no_data'
            when coverage < minimum_coverage then 'coverage_below_floor'
        end as not_ranked_reason
    from rounded
),

placed as (
    select
        *,
        {% for rank in ['rank', 'dense_rank'] %}
            {{ rank }}() over (
                partition by
                    vintage, method, geography, index_year, node_id,
                    case when not_ranked_reason is null then 1 else 0 end
                order by score desc nulls last
            ) as {{ rank }}_of_score,
        {% endfor %}
        count(*) over (
            partition by
                vintage, method, geography, index_year, node_id, score,
                case when not_ranked_reason is null then 1 else 0 end
        ) as units_with_score,
        sum(case when not_ranked_reason is null then 1 else 0 end) over (
            partition by vintage, method, geography, index_year, node_id
        ) as ranked_units
    from judged
)

select
    vintage,
    method,
    geography,
    unit_id,
    index_year,
    node_id,
    parent_id,
    score,
    coverage,
    late_share,
    waived_share,
    corrected_share,
    self_reported_share,
    not_ranked_reason,
    case
        when not_ranked_reason is null
            then
                cast(
                    case tie_rule when 'dense_rank' then dense_rank_of_score else rank_of_score end
                    as integer
                )
    end as rank_of_unit,
    case when not_ranked_reason is null then cast(units_with_score as integer) end as tied_units,
    cast(ranked_units as integer) as ranked_units
from placed
