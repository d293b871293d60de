{# The steps of a climb through the tree, `level_1` to the deepest, as one relation. #}
{% macro all_levels() -%}
{% for level in range(1, (var('deepest_level') | int(2)) + 1) %}
    select * from level_{{ level }}
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
{%- endmacro %}
