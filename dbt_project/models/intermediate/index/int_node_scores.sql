-- The tree from the indicators up to the root, one level after the other. A node is a mean of its
-- children by weight. What is not applicable leaves and its weight is shared among the rest; what
-- is missing follows the method: no points (its place stays and earns nothing), shared weight, or
-- no score for the node. Below its own floor of coverage a node has no score, and is missing to its
-- parent. Coverage and its parts go up by the same weights.
{% set deepest_level = var('deepest_level') | int(2) %}
{% set unit_year = ['vintage', 'method', 'geography', 'unit_id', 'index_year'] %}
{% set coverages = ['coverage', 'coverage_late', 'coverage_waived', 'coverage_corrected',
    'coverage_measured'] %}
{% set columns = unit_year + ['node_id', 'parent_id', 'node_level', 'weight', 'missing_policy',
    'parent_power', 'member_floor', 'coverage_floor', 'is_synthetic'] %}

with

unit_nodes as (
    select
        vintages.vintage,
        unit_years.method,
        unit_years.geography,
        unit_years.unit_id,
        unit_years.index_year,
        node.node_id,
        node.parent_id,
        node.node_level,
        rules.weight,
        rules.missing_policy,
        {{ power_of('parent_rules') }} as parent_power,
        cast(parent_rules.member_floor as decimal(38, 20)) as member_floor,
        case when node.parent_id is not null then rules.minimum_coverage end as coverage_floor,
        rules.form is not null as is_indicator,
        unit_years.is_synthetic
    from {{ ref('int_unit_years') }} as unit_years
    cross join {{ ref('int_vintages') }} as vintages
    inner join {{ ref('node') }} as node on unit_years.method = node.method
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    left join {{ ref('node_rule') }} as parent_rules
        on node.method = parent_rules.method and node.parent_id = parent_rules.node_id
    where unit_years.season = 'complete'
),

indicators as (
    select
        {% for column in columns %}
            unit_nodes.{{ column }},
        {% endfor %}
        cast(leaves.normalised as decimal(38, 20)) as normalised,
        {% for coverage in coverages %}
            leaves.{{ coverage }},
        {% endfor %}
        leaves.status,
        cast(null as decimal(18, 9)) as weight_of_children
    from unit_nodes
    inner join {{ ref('int_leaf_scores') }} as leaves
        on
            unit_nodes.node_id = leaves.node_id
            {% for key in unit_year %}
                and unit_nodes.{{ key }} = leaves.{{ key }}
            {% endfor %}
),

-- Nothing lies below the deepest level: its inner nodes would have no children.
computed_level_{{ deepest_level }} as (
    select * from indicators
    where node_level = {{ deepest_level }}
),

level_{{ deepest_level }} as (
    {{ with_floor_of_coverage('computed_level_' ~ deepest_level, columns, coverages) }}
),

{% for level in range(deepest_level - 1, 0, -1) %}
    members_of_level_{{ level }} as (
        select
            *,
            case when {{ counts_in_parent() }} then weight end as counting_weight,
            case
                when {{ counts_in_parent() }}
                    then {{ member_of_mean(
                        'coalesce(normalised, 0)', 'parent_power', 'member_floor'
                    ) }}
            end as x
        from level_{{ level + 1 }}
        where weight > 0
    ),

    references_of_level_{{ level }} as (
        select
            {% for key in unit_year %}
                {{ key }},
            {% endfor %}
            parent_id,
            {{ reference_of_mean('x', 'parent_power') }} as reference
        from members_of_level_{{ level }}
        group by
            {% for key in unit_year %}
                {{ key }},
            {% endfor %}
            parent_id
    ),

    referred_members_of_level_{{ level }} as (
        select
            members.*,
            siblings.reference
        from members_of_level_{{ level }} as members
        inner join references_of_level_{{ level }} as siblings
            on
                members.parent_id = siblings.parent_id
                {% for key in unit_year %}
                    and members.{{ key }} = siblings.{{ key }}
                {% endfor %}
    ),

    children_of_level_{{ level }} as (
        select
            {% for key in unit_year %}
                {{ key }},
            {% endfor %}
            parent_id,
            max(parent_power) as power,
            sum(counting_weight) as counting_weight,
            sum(case when status != 'not_applicable' then weight end) as applicable_weight,
            sum({{ mean_term('counting_weight', 'x', 'reference', 'parent_power') }})
                as sum_of_terms,
            max(reference) as reference,
            min(x) as smallest,
            {% for coverage in coverages %}
                sum(weight * coalesce({{ coverage }}, 0)) as weighted_{{ coverage }},
            {% endfor %}
            max(case when status = 'reported' then 1 else 0 end) as has_reported,
            max(
                case when status = 'not_reported' and missing_policy = 'no_score' then 1 else 0 end
            ) as lacks_a_score,
            min(case when status = 'not_applicable' then 1 else 0 end) as is_all_not_applicable
        from referred_members_of_level_{{ level }}
        group by
            {% for key in unit_year %}
                {{ key }},
            {% endfor %}
            parent_id
    ),

    means_of_level_{{ level }} as (
        select
            *,
            {{ mean_of_terms(
                'sum_of_terms', 'counting_weight', 'reference', 'smallest', 'power'
            ) }} as mean
        from children_of_level_{{ level }}
    ),

    computed_level_{{ level }} as (
        select * from indicators
        where node_level = {{ level }}
        union all
        select
            {% for column in columns %}
                unit_nodes.{{ column }},
            {% endfor %}
            case
                when children.has_reported = 1 and children.lacks_a_score = 0
                    then {{ kept_mean('children.mean') }}
            end as normalised,
            {% for coverage in coverages %}
                case
                    when children.is_all_not_applicable = 1 then null
                    else coalesce(
                        {{ divide('children.weighted_' ~ coverage, 'children.applicable_weight') }},
                        0
                    )
                end as {{ coverage }},
            {% endfor %}
            case
                when children.is_all_not_applicable = 1 then 'not_applicable'
                when children.has_reported = 1 and children.lacks_a_score = 0 then 'reported'
                else 'not_reported'
            end as status,
            cast(children.counting_weight as decimal(18, 9)) as weight_of_children
        from unit_nodes
        left join means_of_level_{{ level }} as children
            on
                unit_nodes.node_id = children.parent_id
                {% for key in unit_year %}
                    and unit_nodes.{{ key }} = children.{{ key }}
                {% endfor %}
        where unit_nodes.node_level = {{ level }} and not unit_nodes.is_indicator
    ),

    level_{{ level }} as (
        {{ with_floor_of_coverage('computed_level_' ~ level, columns, coverages) }}
    ),
{% endfor %}

all_levels as (
    {{ all_levels() }}
)

select
    vintage,
    method,
    geography,
    unit_id,
    index_year,
    node_id,
    parent_id,
    node_level,
    weight,
    missing_policy,
    normalised,
    {% for coverage in coverages %}
        {{ coverage }},
    {% endfor %}
    status,
    weight_of_children,
    is_synthetic
from all_levels
