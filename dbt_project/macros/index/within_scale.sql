{# An end of an interval: the score and a half width, no further than the scale of a method goes. A
   score that lies outside it, of a scale without ends, stays as it is. #}
{% macro within_scale(score, sign, half_width, scale_max) -%}
case
    when {{ half_width }} is null then null
    when {{ score }} between 0 and {{ scale_max }}
        then least(greatest({{ score }} {{ sign }} {{ half_width }}, 0), {{ scale_max }})
    else {{ score }} {{ sign }} {{ half_width }}
end
{%- endmacro %}
