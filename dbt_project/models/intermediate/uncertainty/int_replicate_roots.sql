-- The tree of every replicate for every assessed unit and year, up to the root, as one query. The
-- same means as in int_node_scores, over doubles.
{{ config(materialized='view') }}
{% set deepest_level = var('deepest_level') | int(2) %}
{% set siblings = 'partition by replicate, case_number, parent_order' %}

with

{% for level in range(deepest_level, 1, -1) %}
    members_of_level_{{ level - 1 }} as (
        select
            weights.replicate,
            weights.scheme_number,
            cells.case_number,
            weights.parent_order,
            weights.power,
            weights.smallest_value,
            weights.weight,
            cells.x
        from {{ ref('int_replicate_cells') }} as cells
        inner join {{ ref('int_replicate_weights') }} as weights
            on
                cells.scheme_number = weights.scheme_number
                and cells.node_order = weights.node_order
        where cells.node_level = {{ level }} and weights.weight > 0
        {% if level < deepest_level %}
            union all
            select
                weights.replicate,
                weights.scheme_number,
                nodes.case_number,
                weights.parent_order,
                weights.power,
                weights.smallest_value,
                weights.weight,
                nodes.x
            from level_{{ level }} as nodes
            inner join {{ ref('int_replicate_weights') }} as weights
                on
                    nodes.scheme_number = weights.scheme_number
                    and nodes.replicate = weights.replicate
                    and nodes.node_order = weights.node_order
        {% endif %}
    ),

    lifted_members_of_level_{{ level - 1 }} as (
        select
            replicate,
            scheme_number,
            case_number,
            parent_order,
            power,
            weight,
            case when power = 1 then x else greatest(x, smallest_value) end as x
        from members_of_level_{{ level - 1 }}
    ),

    referred_members_of_level_{{ level - 1 }} as (
        select
            *,
            {{ reference_of_mean('x', 'power', siblings) }} as reference
        from lifted_members_of_level_{{ level - 1 }}
    ),

    sums_of_level_{{ level - 1 }} as (
        select
            replicate,
            scheme_number,
            case_number,
            parent_order,
            power,
            sum(weight) as sum_of_weights,
            sum({{ mean_term('weight', 'x', 'reference', 'power') }}) as sum_of_terms,
            max(reference) as reference,
            min(x) as smallest
        from referred_members_of_level_{{ level - 1 }}
        group by replicate, scheme_number, case_number, parent_order, power
    ),

    level_{{ level - 1 }} as (
        select
            replicate,
            scheme_number,
            case_number,
            parent_order as node_order,
            {{ mean_of_terms(
                'sum_of_terms', 'sum_of_weights', 'reference', 'smallest', 'power'
            ) }} as x
        from sums_of_level_{{ level - 1 }}
    ){{ ',' if not loop.last }}
{% endfor %}

select
    replicate,
    case_number,
    x
from level_1
