{# A value on another scale, with twelve decimals. Their product as decimals, which is
   exact, would have no room for large values. #}
{% macro scaled(value, scale) -%}
cast(cast({{ value }} as double) * cast({{ scale }} as double) as decimal(38, 12))
{%- endmacro %}
