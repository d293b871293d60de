{# The date of a month and day, written MM-DD, in a year. #}
{% macro month_day(year, month_and_day) -%}
cast(cast({{ year }} as varchar) || '-' || {{ month_and_day }} as date)
{%- endmacro %}
