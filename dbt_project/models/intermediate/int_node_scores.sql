-- The tree from the indicators up to the root, one level after the other. A node is the weighted
-- mean of its children: what is not applicable leaves and its weight is shared among the rest,
-- what is not reported stays, earns nothing and lowers the coverage.
{% set deepest_level = 6 %}
{% set unit_year = ['method', 'geography', 'unit_id', 'index_year'] %}

with

unit_nodes as (
    select
        unit_years.method,
        unit_years.geography,
        unit_years.unit_id,
        unit_years.index_year,
        node.node_id,
        node.parent_id,
        node.node_level,
        rules.weight,
        rules.form is not null as is_indicator,
        unit_years.is_synthetic
    from {{ ref('int_unit_years') }} as unit_years
    inner join {{ ref('node') }} as node on unit_years.method = node.method
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    where unit_years.season = 'complete'
),

indicators as (
    select
        unit_nodes.method,
        unit_nodes.geography,
        unit_nodes.unit_id,
        unit_nodes.index_year,
        unit_nodes.node_id,
        unit_nodes.parent_id,
        unit_nodes.node_level,
        unit_nodes.weight,
        leaves.normalised,
        leaves.coverage,
        leaves.status,
        cast(null as decimal(18, 4)) as weight_of_children,
        unit_nodes.is_synthetic
    from unit_nodes
    inner join {{ ref('int_leaf_scores') }} as leaves
        on
            unit_nodes.node_id = leaves.node_id
            {% for key in unit_year %}
                and unit_nodes.{{ key }} = leaves.{{ key }}
            {% endfor %}
),

-- Nothing lies below the deepest level: its inner nodes would have no children.
level_{{ deepest_level }} as (
    select * from indicators
    where node_level = {{ deepest_level }}
),

{% for level in range(deepest_level - 1, 0, -1) %}
    children_of_level_{{ level }} as (
        select
            method,
            geography,
            unit_id,
            index_year,
            parent_id,
            sum(case when status != 'not_applicable' then weight end) as weight_present,
            sum(weight * coalesce(normalised, 0)) as weighted_normalised,
            sum(weight * coalesce(coverage, 0)) as weighted_coverage,
            max(case when status = 'reported' then 1 else 0 end) as has_reported,
            min(case when status = 'not_applicable' then 1 else 0 end) as is_all_not_applicable
        from level_{{ level + 1 }}
        group by method, geography, unit_id, index_year, parent_id
    ),

    level_{{ level }} as (
        select * from indicators
        where node_level = {{ level }}
        union all
        select
            unit_nodes.method,
            unit_nodes.geography,
            unit_nodes.unit_id,
            unit_nodes.index_year,
            unit_nodes.node_id,
            unit_nodes.parent_id,
            unit_nodes.node_level,
            unit_nodes.weight,
            case
                when children.has_reported = 1
                    then {{ divide('children.weighted_normalised', 'children.weight_present') }}
            end as normalised,
            case
                when children.is_all_not_applicable = 1 then null
                else coalesce(
                    {{ divide('children.weighted_coverage', 'children.weight_present') }}, 0
                )
            end as coverage,
            case
                when children.has_reported = 1 then 'reported'
                when children.is_all_not_applicable = 1 then 'not_applicable'
                else 'not_reported'
            end as status,
            cast(children.weight_present as decimal(18, 4)) as weight_of_children,
            unit_nodes.is_synthetic
        from unit_nodes
        left join children_of_level_{{ level }} as children
            on
                unit_nodes.node_id = children.parent_id
                {% for key in unit_year %}
                    and unit_nodes.{{ key }} = children.{{ key }}
                {% endfor %}
        where unit_nodes.node_level = {{ level }} and not unit_nodes.is_indicator
    ),
{% endfor %}

all_levels as (
    {% for level in range(1, deepest_level + 1) %}
        select * from level_{{ level }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    method,
    geography,
    unit_id,
    index_year,
    node_id,
    parent_id,
    node_level,
    weight,
    normalised,
    coverage,
    status,
    weight_of_children,
    is_synthetic
from all_levels
