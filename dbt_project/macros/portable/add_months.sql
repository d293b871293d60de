{# A date so many whole months later; fewer than none goes back. #}
{% macro add_months(first_date, months) -%}
cast({{ first_date }} + ({{ months }}) * interval '1 month' as date)
{%- endmacro %}
