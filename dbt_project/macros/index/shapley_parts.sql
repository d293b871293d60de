{# Shapley values: the part of each cause in a change, averaged over every order in which the causes
   can be changed one after the other. `coalitions` holds, per key and set of changed causes
   (`changed`, a sum of bits), what comes out (`outcome`); a null outcome cannot be computed, and
   orders that pass through it are left out. `causes` are names by bit, from 1 on. Parts add up to
   the whole change, from `from_value` (nothing changed) to `to_value` (everything). #}
{% macro shapley_parts(coalitions, keys, causes) -%}
{% set every_cause = 2 ** (causes | length) - 1 %}
with

causes as (
    {% for cause in causes %}
        select {{ 2 ** loop.index0 }} as bit
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

orders as (
    select
        {% for cause in causes %}
            cause_{{ loop.index }}.bit as step_{{ loop.index }}
            {%- if not loop.last %},{% endif %}

        {% endfor %}
    from causes as cause_1
    {% for cause in causes[1:] %}
        cross join causes as cause_{{ loop.index + 1 }}
    {% endfor %}
    where
        {% for place in range(2, causes | length + 1) %}
            {% for before in range(1, place) %}
                {{ 'and ' if not (place == 2 and before == 1) }}cause_{{ before }}.bit != cause_{{ place }}.bit
            {% endfor %}
        {% endfor %}
),

steps as (
    {% for place in range(1, causes | length + 1) %}
        select
            {% for step in range(1, causes | length + 1) %}
                step_{{ step }},
            {% endfor %}
            step_{{ place }} as cause,
            {% for step in range(1, place) %}step_{{ step }} + {% endfor %}0 as changed_before
        from orders
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

ends as (
    select
        {% for key in keys %}
            {{ key }},
        {% endfor %}
        max(case when changed = 0 then outcome end) as from_value,
        max(case when changed = {{ every_cause }} then outcome end) as to_value
    from {{ coalitions }}
    group by
        {% for key in keys %}
            {{ key }}
            {%- if not loop.last %},{% endif %}

        {% endfor %}
),

taken as (
    select
        {% for key in keys %}
            {{ 'before.' ~ key }},
        {% endfor %}
        {% for step in range(1, causes | length + 1) %}
            steps.step_{{ step }},
        {% endfor %}
        steps.cause,
        ends.from_value,
        ends.to_value,
        after.outcome - before.outcome as difference,
        min(case when after.outcome is null or before.outcome is null then 0 else 1 end) over (
            partition by
                {% for key in keys %}
                    {{ 'before.' ~ key }},
                {% endfor %}
                {% for step in range(1, causes | length + 1) %}
                    steps.step_{{ step }}
                    {%- if not loop.last %},{% endif %}

                {% endfor %}
        ) as is_possible
    from steps
    inner join {{ coalitions }} as before on steps.changed_before = before.changed
    inner join {{ coalitions }} as after
        on
            steps.changed_before + steps.cause = after.changed
            {% for key in keys %}
                and {{ 'before.' ~ key }} = {{ 'after.' ~ key }}
            {% endfor %}
    inner join ends
        on
            {% for key in keys %}
                {{ 'and ' if not loop.first }}{{ 'before.' ~ key }} = {{ 'ends.' ~ key }}
            {% endfor %}
)

select
    {% for key in keys %}
        {{ key }},
    {% endfor %}
    from_value,
    to_value,
    {% for cause in causes %}
        {{ divide(
            'sum(case when cause = ' ~ 2 ** loop.index0 ~ ' then difference end)',
            'count(case when cause = ' ~ 2 ** loop.index0 ~ ' then difference end)'
        ) }} as part_{{ cause }}
        {%- if not loop.last %},{% endif %}

    {% endfor %}
from taken
where is_possible = 1
group by
    {% for key in keys %}
        {{ key }},
    {% endfor %}
    from_value,
    to_value
{%- endmacro %}
