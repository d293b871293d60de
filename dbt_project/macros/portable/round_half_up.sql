{# Rounds a DECIMAL half up (a negative one half away from zero) to the number of decimals, 0 to 6,
   in a column. The value is first rounded to 8 decimals, or to a few more than are asked for: a sum
   of thirds cut at 12 decimals must not fall on the wrong side of a half, and no other value may be
   lifted to one. DuckDB wants a constant number of decimals, hence the cases, and cuts the branches
   of a case to their common scale, hence a cast in each. #}
{% macro round_half_up(value, decimals) -%}
case {{ decimals }}
    {% for places in range(7) -%}
        {%- set guard = [[places + 6, 8] | max, 10] | min -%}
        when {{ places }}
            then cast(round(round({{ value }}, {{ guard }}), {{ places }}) as decimal(38, 6))
    {% endfor -%}
end
{%- endmacro %}
