{# The exponent of the power mean that an aggregation is. #}
{% macro power_of(rules) -%}
case {{ rules }}.aggregation
    when 'geometric' then 0
    when 'harmonic' then -1
    when 'power' then {{ rules }}.power
    else 1
end
{%- endmacro %}
