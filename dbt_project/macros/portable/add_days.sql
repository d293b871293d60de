{# A date so many whole days later. #}
{% macro add_days(first_date, days) -%}
cast({{ first_date }} + {{ days }} as date)
{%- endmacro %}
