-- The tree of every replicate for every assessed unit and year, up to the root, as one query. The
-- same means as in int_node_scores, over doubles. Only powers other than 1 and 0 need a reference:
-- a sum and a logarithm keep their digits on every scale.
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
            weights.member_floor,
            weights.weight,
            cells.x
        from {{ ref('int_replicate_cells') }} as cells
        inner join {{ ref('int_replicate_weights') }} as weights
            on
                cells.scheme_number = weights.scheme_number
                and cells.node_order = weights.node_order
        inner join {{ ref('int_assessed_units') }} as cases
            on cells.case_number = cases.case_number and weights.replicate <= cases.replicates
        where cells.node_level = {{ level }} and not cells.is_below_missing and weights.weight > 0
        {% if level < deepest_level %}
            union all
            select
                weights.replicate,
                weights.scheme_number,
                nodes.case_number,
                weights.parent_order,
                weights.power,
                weights.member_floor,
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
            {{ member_of_mean('x', 'power', 'member_floor') }} as x
        from members_of_level_{{ level - 1 }}
    ),

    references_of_level_{{ level - 1 }} as (
        select
            replicate,
            case_number,
            parent_order,
            {{ reference_of_mean('x', 'power') }} as reference
        from lifted_members_of_level_{{ level - 1 }}
        where power not in (0, 1)
        group by replicate, case_number, parent_order
    ),

    sums_of_level_{{ level - 1 }} as (
        select
            members.replicate,
            members.scheme_number,
            members.case_number,
            members.parent_order,
            members.power,
            sum(members.weight) as sum_of_weights,
            sum({{ mean_term(
                'members.weight', 'members.x', 'coalesce(siblings.reference, 1)', 'members.power'
            ) }}) as sum_of_terms,
            coalesce(max(siblings.reference), 1) as reference,
            min(members.x) as smallest
        from lifted_members_of_level_{{ level - 1 }} as members
        left join references_of_level_{{ level - 1 }} as siblings
            on
                members.replicate = siblings.replicate
                and members.case_number = siblings.case_number
                and members.parent_order = siblings.parent_order
        group by
            members.replicate,
            members.scheme_number,
            members.case_number,
            members.parent_order,
            members.power
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
