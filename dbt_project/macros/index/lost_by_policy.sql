{# What a node without a score does to its parent; null where it has one. #}
{% macro lost_by_policy(nodes) -%}
case
    when {{ nodes }}.status = 'not_reported' then coalesce({{ nodes }}.missing_policy, 'no_points')
end
{%- endmacro %}
