{# How many units of measure of an indicator make its whole scale; null where a figure moves its
   score by no constant: steps, transforms, and what looks at other units. #}
{% macro width_of_scale(rules) -%}
case
    when coalesce({{ rules }}.transform, 'none') != 'none' then null
    when {{ rules }}.normalisation in ('ratio', 'yes_no', 'choice', 'none') then 1
    when {{ rules }}.normalisation = 'goalposts'
        then abs({{ rules }}.goalpost_hi - {{ rules }}.goalpost_lo)
    when {{ rules }}.normalisation = 'cap'
        then {{ rules }}.goalpost_hi - coalesce({{ rules }}.goalpost_lo, 0)
end
{%- endmacro %}
