{# The ends of the scale of an indicator: a ratio and a yes or no have their own. #}
{% macro goalpost(rules, end) -%}
case
    when {{ rules }}.normalisation in ('ratio', 'yes_no') then {{ 0 if end == 'lo' else 1 }}
    {%- if end == 'lo' %}
    when {{ rules }}.normalisation = 'cap' then coalesce({{ rules }}.goalpost_lo, 0)
    {%- endif %}
    else {{ rules }}.goalpost_{{ end }}
end
{%- endmacro %}

{# How many units of measure of an indicator make its whole scale; null where a figure moves its
   score by no constant: steps, transforms, and what looks at other units. #}
{% macro width_of_scale(rules) -%}
case
    when coalesce({{ rules }}.transform, 'none') != 'none' then null
    when {{ rules }}.normalisation in ('choice', 'none') then 1
    when {{ rules }}.normalisation in ('ratio', 'yes_no', 'goalposts', 'cap')
        then abs({{ goalpost(rules, 'hi') }} - {{ goalpost(rules, 'lo') }})
end
{%- endmacro %}
