-- What a change of rank is made of, inside one geography and method: the unit's own figures of the
-- new year, the other units' figures of the new year, and data that was revised or came late, its
-- own or others'. The outcome after each set of causes is the place that the unit's score of its
-- year would have among the others' scores of theirs.
{% set keys = ['method', 'geography', 'unit_id', 'index_year', 'from_year'] %}

with

switches as (
    select 0 as switch
    union all
    select 1 as switch
),

sets as (
    select
        own_values.switch as own_values,
        others.switch as others_values,
        figures.switch as figures,
        own_values.switch + 2 * others.switch + 4 * figures.switch as changed
    from switches as own_values
    cross join switches as others
    cross join switches as figures
),

tie_rules as (
    select
        rules.method,
        rules.tie_rule
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    where node.parent_id is null
),

own_scores as (
    select
        {% for key in keys %}
            comparisons.{{ key }},
        {% endfor %}
        sets.changed,
        states.score,
        states.vintage,
        case sets.others_values when 1 then comparisons.index_year else comparisons.from_year end
            as year_of_others
    from {{ ref('int_score_comparisons') }} as comparisons
    cross join sets
    left join {{ ref('int_score_states') }} as states
        on
            comparisons.method = states.method
            and comparisons.unit_id = states.unit_id
            and states.index_year
            = case sets.own_values when 1 then comparisons.index_year else comparisons.from_year end
            and states.vintage = case sets.figures when 1 then 'now' else 'first' end
    where
        comparisons.unit_id = comparisons.from_unit_id
        and comparisons.method = comparisons.from_method
),

coalitions as (
    select
        {% for key in keys %}
            own_scores.{{ key }},
        {% endfor %}
        own_scores.changed,
        case
            when own_scores.score is null then null
            when max(tie_rules.tie_rule) = 'dense_rank'
                then
                    1
                    + count(
                        distinct case when others.score > own_scores.score then others.score end
                    )
            else 1 + count(case when others.score > own_scores.score then 1 end)
        end as outcome
    from own_scores
    inner join tie_rules on own_scores.method = tie_rules.method
    left join {{ ref('int_score_states') }} as others
        on
            own_scores.method = others.method
            and own_scores.geography = others.geography
            and own_scores.unit_id != others.unit_id
            and own_scores.year_of_others = others.index_year
            and own_scores.vintage = others.vintage
    group by
        {% for key in keys %}
            own_scores.{{ key }},
        {% endfor %}
        own_scores.changed,
        own_scores.score
),

parts as (
    {{ shapley_parts('coalitions', keys, ['own_values', 'others_values', 'data']) }}
)

select
    {% for key in keys %}
        {{ key }},
    {% endfor %}
    from_value,
    to_value,
    part_own_values,
    part_others_values,
    part_data
from parts
