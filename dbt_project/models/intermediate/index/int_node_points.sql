-- The points from the root down: a node's points are shared by weight among the children that
-- count, so that what a unit can reach is always the whole scale. Under arithmetic means the points
-- of the indicators add up to the score; under others they only say where it lies. Below a node
-- without a score nothing is earned.
{% set deepest_level = var('deepest_level') | int(2) %}

with

nodes as (
    select
        *,
        {{ counts_in_parent() }} as is_counting
    from {{ ref('int_node_scores') }}
    where vintage = 'now'
),

level_1 as (
    select
        nodes.*,
        cast(methods.scale_max as decimal(38, 12)) as max_points,
        {{ lost_by_policy('nodes') }} as lost_by_policy
    from nodes
    inner join {{ ref('method_version') }} as methods on nodes.method = methods.method
    where nodes.node_level = 1
),

{% for level in range(2, deepest_level + 1) %}
    level_{{ level }} as (
        select
            nodes.*,
            case
                when nodes.is_counting
                    then {{ divide(
                        'parents.max_points * nodes.weight', 'parents.weight_of_children'
                    ) }}
                else cast(0 as decimal(38, 12))
            end as max_points,
            coalesce(parents.lost_by_policy, {{ lost_by_policy('nodes') }}) as lost_by_policy
        from nodes
        inner join level_{{ level - 1 }} as parents
            on
                nodes.method = parents.method
                and nodes.geography = parents.geography
                and nodes.unit_id = parents.unit_id
                and nodes.index_year = parents.index_year
                and nodes.parent_id = parents.node_id
        where nodes.node_level = {{ level }}
    ),
{% endfor %}

all_levels as (
    {{ all_levels() }}
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
    cast(normalised as decimal(38, 12)) as normalised,
    coverage,
    coverage_late,
    coverage_waived,
    coverage_corrected,
    coverage_measured,
    status,
    max_points,
    case
        when status = 'not_applicable' then null
        when lost_by_policy is not null then cast(0 as decimal(38, 12))
        when abs(normalised) < 1000000
            then cast(
                cast(normalised as decimal(18, 12)) * cast(max_points as decimal(20, 12))
                as decimal(38, 12)
            )
        else {{ scaled('normalised', 'max_points') }}
    end as points,
    lost_by_policy,
    is_synthetic
from all_levels
