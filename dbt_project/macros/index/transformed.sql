{# A DECIMAL after the transform named in a column: none, log (natural), log10 or sqrt. Null where
   the transform is not defined; a test names such figures. #}
{% macro transformed(value, transform) -%}
case
    when {{ transform }} = 'log' and {{ value }} > 0
        then cast(ln(cast({{ value }} as double)) as decimal(38, 12))
    when {{ transform }} = 'log10' and {{ value }} > 0
        then cast(log10(cast({{ value }} as double)) as decimal(38, 12))
    when {{ transform }} = 'sqrt' and {{ value }} >= 0
        then cast(sqrt(cast({{ value }} as double)) as decimal(38, 12))
    when coalesce({{ transform }}, 'none') = 'none' then cast({{ value }} as decimal(38, 12))
end
{%- endmacro %}
