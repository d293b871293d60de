{# A draw from the standard normal distribution, as `uniform` draws: Box and Muller, 1958. #}
{% macro normal(parts) -%}
(
    sqrt(-2 * ln(1 - {{ uniform(parts + ["'radius'"]) }}))
    * cos(6.283185307179586 * {{ uniform(parts + ["'angle'"]) }})
)
{%- endmacro %}

{# How probable a deviation of so many standard errors or more is, in either direction, where
   nothing but a normal error moves a value: to 1e-7, Abramowitz and Stegun, 1964, 26.2.17. #}
{% macro two_sided_probability(deviation) -%}
{% set t = '(1 / (1 + 0.2316419 * abs(' ~ deviation ~ ')))' -%}
2 * 0.3989422804014327 * exp(-0.5 * pow({{ deviation }}, 2)) * {{ t }} * (
    0.319381530 + {{ t }} * (
        -0.356563782 + {{ t }} * (
            1.781477937 + {{ t }} * (-1.821255978 + {{ t }} * 1.330274429)
        )
    )
)
{%- endmacro %}
