{# Hours as days, a part of a day as a whole one. #}
{% macro whole_days(hours) -%}
cast(ceil({{ hours }} / 24.0) as integer)
{%- endmacro %}
