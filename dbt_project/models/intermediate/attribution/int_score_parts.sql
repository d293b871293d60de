-- What a change of score is made of. The outcome after each set of causes is the score of that
-- year, method, unit and state of the data, looked up: under frozen goalposts a unit's score needs
-- no other unit's figures. A method with a normalisation that looks at others is left out. Figures
-- of the new year cannot be had in the old borders, so borders always change before values do.
{% set keys = ['method', 'geography', 'unit_id', 'index_year', 'from_method', 'from_unit_id',
    'from_year'] %}

with

relative_methods as (
    select distinct method
    from {{ ref('node_rule') }}
    where {{ is_relative('normalisation') }}
),

switches as (
    select 0 as switch
    union all
    select 1 as switch
),

sets as (
    select
        own_values.switch as own_values,
        methods.switch as method,
        borders.switch as borders,
        figures.switch as figures,
        own_values.switch + 2 * methods.switch + 4 * borders.switch + 8 * figures.switch as changed
    from switches as own_values
    cross join switches as methods
    cross join switches as borders
    cross join switches as figures
),

coalitions as (
    select
        {% for key in keys %}
            comparisons.{{ key }},
        {% endfor %}
        sets.changed,
        states.score as outcome
    from {{ ref('int_score_comparisons') }} as comparisons
    cross join sets
    left join {{ ref('int_score_states') }} as states
        on
            states.method
            = case sets.method when 1 then comparisons.method else comparisons.from_method end
            and states.unit_id
            = case sets.borders when 1 then comparisons.unit_id else comparisons.from_unit_id end
            and states.index_year
            = case sets.own_values when 1 then comparisons.index_year else comparisons.from_year end
            and states.vintage = case sets.figures when 1 then 'now' else 'first' end
    where
        comparisons.method not in (select method from relative_methods)
        and comparisons.from_method not in (select method from relative_methods)
),

parts as (
    {{ shapley_parts('coalitions', keys, ['own_values', 'method', 'geography', 'data']) }}
)

select
    {% for key in keys %}
        {{ key }},
    {% endfor %}
    from_value,
    to_value,
    part_own_values,
    part_method,
    part_geography,
    part_data
from parts
