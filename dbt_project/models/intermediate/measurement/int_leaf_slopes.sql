-- By how many points the score of a unit moves when an indicator moves by its whole scale: the
-- product of the slopes of the means from the indicator up to the root. Under arithmetic means it
-- is the points that the indicator can give.
{% set deepest_level = var('deepest_level') | int(2) %}
{% set unit_year = ['method', 'geography', 'unit_id', 'index_year'] %}

with

nodes as (
    select
        nodes.method,
        nodes.geography,
        nodes.unit_id,
        nodes.index_year,
        nodes.node_id,
        nodes.parent_id,
        nodes.node_level,
        nodes.status,
        nodes.normalised,
        nodes.weight,
        nodes.weight_of_children,
        {{ power_of('rules') }} as power
    from {{ ref('int_node_scores') }} as nodes
    inner join {{ ref('node_rule') }} as rules
        on nodes.method = rules.method and nodes.node_id = rules.node_id
    where nodes.vintage = 'now' and nodes.status = 'reported'
),

level_1 as (
    select
        nodes.*,
        cast(methods.scale_max as double) as slope
    from nodes
    inner join {{ ref('method_version') }} as methods on nodes.method = methods.method
    where nodes.node_level = 1
),

{% for level in range(2, deepest_level + 1) %}
    level_{{ level }} as (
        select
            nodes.*,
            parents.slope * {{ slope_of_mean(
                divide('nodes.weight', 'parents.weight_of_children'),
                'nodes.normalised', 'parents.normalised', 'parents.power'
            ) }} as slope
        from nodes
        inner join level_{{ level - 1 }} as parents
            on
                nodes.parent_id = parents.node_id
                {% for key in unit_year %}
                    and nodes.{{ key }} = parents.{{ key }}
                {% endfor %}
        where nodes.node_level = {{ level }} and nodes.weight > 0
    ),
{% endfor %}

all_levels as (
    {{ all_levels() }}
)

select
    levels.method,
    levels.geography,
    levels.unit_id,
    levels.index_year,
    levels.node_id,
    levels.slope
from all_levels as levels
inner join {{ ref('node_rule') }} as rules
    on levels.method = rules.method and levels.node_id = rules.node_id
where rules.form is not null
