{# An exact-enough quotient: 12 decimals, null where the denominator is null or zero. Both sides
   are whole numbers or decimals below 2^53, so one division of doubles is the same everywhere. #}
{% macro divide(numerator, denominator) -%}
cast(
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
    as decimal(38, 12)
)
{%- endmacro %}
