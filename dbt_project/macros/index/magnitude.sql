{# The power of ten that a number does not exceed; 1 for nothing and for nought. #}
{% macro magnitude(number) -%}
coalesce(pow(10, ceil(log10(cast(nullif({{ number }}, 0) as double)))), 1)
{%- endmacro %}

{# Mean and mean square of the members of a group as columns, both in units of its magnitude. Terms
   are decimals, so that their sum is the same in every order. #}
{% macro mean_and_mean_square(x, magnitude) -%}
max({{ magnitude }}) as magnitude,
cast(sum(cast({{ x }} / {{ magnitude }} as decimal(18, 9))) as double) / count(*) as mean,
cast(sum(cast(pow({{ x }} / {{ magnitude }}, 2) as decimal(18, 9))) as double) / count(*)
    as mean_square
{%- endmacro %}
