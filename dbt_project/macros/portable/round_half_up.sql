{# Rounds a non-negative DECIMAL half up to the number of decimals (0, 1 or 2) in a column.
   The value is first rounded to 8 decimals: a sum of thirds cut at 12 decimals must not fall on
   the wrong side of a half. DuckDB wants a constant number of decimals, hence the cases, and cuts the branches of a case
   to their common scale, hence a cast in each. #}
{% macro round_half_up(value, decimals) -%}
case {{ decimals }}
    when 0 then cast(round(round({{ value }}, 8), 0) as decimal(9, 2))
    when 1 then cast(round(round({{ value }}, 8), 1) as decimal(9, 2))
    when 2 then cast(round(round({{ value }}, 8), 2) as decimal(9, 2))
end
{%- endmacro %}
