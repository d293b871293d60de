{# By how much a power mean moves with one of its members: its share of the weight times
   (member / mean)^(p - 1). Where one of them is not positive, the share alone. #}
{% macro slope_of_mean(share, x, mean, power) -%}
case
    when {{ power }} = 1 or {{ x }} <= 0 or {{ mean }} <= 0
        then cast({{ share }} as double)
    else
        cast({{ share }} as double)
        * pow(cast({{ x }} as double) / cast({{ mean }} as double), {{ power }} - 1)
end
{%- endmacro %}
