{# A moment so many minutes later. #}
{% macro add_minutes(moment, minutes) -%}
cast({{ moment }} as timestamp) + ({{ minutes }}) * interval '1 minute'
{%- endmacro %}
