{# The values of a group as one text, always in the same order. #}
{% macro ordered_list(value, separator, order_by) -%}
string_agg({{ value }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}
