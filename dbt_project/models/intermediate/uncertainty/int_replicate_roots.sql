-- The tree of every replicate for every assessed unit and year, up to the root, as one query. The
-- same means as in int_node_scores, over doubles: each term is cut to nine decimals before it is
-- added, so that sums are the same in every order.
{{ config(materialized='view') }}
{% set deepest_level = var('deepest_level') | int(2) %}

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

    sums_of_level_{{ level - 1 }} as (
        select
            replicate,
            scheme_number,
            case_number,
            parent_order,
            power,
            cast(sum(weight) as double) as sum_of_weights,
            cast(
                sum(
                    cast(
                        cast(weight as double) * case
                            when power = 1 then x
                            when power = 0 then ln(greatest(x, smallest_value))
                            else pow(greatest(x, smallest_value), power)
                        end as decimal(18, 9)
                    )
                ) as double
            ) as sum_of_terms
        from members_of_level_{{ level - 1 }}
        group by replicate, scheme_number, case_number, parent_order, power
    ),

    level_{{ level - 1 }} as (
        select
            replicate,
            scheme_number,
            case_number,
            parent_order as node_order,
            case
                when power = 1 then sum_of_terms / sum_of_weights
                when power = 0 then exp(sum_of_terms / sum_of_weights)
                else pow(sum_of_terms / sum_of_weights, 1 / power)
            end as x
        from sums_of_level_{{ level - 1 }}
    ){{ ',' if not loop.last }}
{% endfor %}

select
    replicate,
    case_number,
    x
from level_1
