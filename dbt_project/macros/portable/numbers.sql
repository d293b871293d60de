{# The whole numbers from 1 to 10 to the power of digits, as a query of one column, "number". #}
{% macro numbers(digits) -%}
select
    1
    {%- for place in range(digits) %}
    + {{ 10 ** place }} * place_{{ place }}.digit
    {%- endfor %} as number
from
    {%- for place in range(digits) %}
    {{ 'cross join ' if not loop.first -}}
    (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as place_{{ place }} (digit)
    {%- endfor %}
{%- endmacro %}
