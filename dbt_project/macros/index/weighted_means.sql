{# The means by weight, as one family: the power mean (sum of w * x^p / sum of w)^(1/p), of which
   p = 1 is the arithmetic, p = -1 the harmonic and the limit p -> 0 the geometric mean. Members are
   divided by one of them, the reference, before the power is taken, and the mean is multiplied by
   it: so no term is larger than its weight, and a mean has the same digits on every scale. Terms
   are decimals, so that their sum is the same in every order. #}

{# What a child counts as in a mean: of a mean of powers, at least the floor where there is one. #}
{% macro member_of_mean(x, power, member_floor) -%}
case when {{ power }} != 1 and {{ x }} < {{ member_floor }} then {{ member_floor }} else {{ x }} end
{%- endmacro %}

{# The largest member in size, or below p = 0 the smallest positive one: the one that weighs most. An
   aggregate over the members. #}
{% macro reference_of_mean(x, power) -%}
case
    when max({{ power }}) < 0 then min(case when {{ x }} > 0 then {{ x }} end)
    else max(abs({{ x }}))
end
{%- endmacro %}

{# Null where it is not defined: what is not positive has no logarithm, and no power but the first. #}
{% macro mean_term(weight, x, reference, power) -%}
{% set ratio = 'cast(' ~ x ~ ' as double) / nullif(cast(' ~ reference ~ ' as double), 0)' -%}
case
    when {{ power }} = 0 and {{ x }} > 0
        then cast(cast({{ weight }} as double) * ln({{ ratio }}) as decimal(38, 22))
    when {{ power }} = 1
        then cast(cast({{ weight }} as double) * {{ ratio }} as decimal(38, 22))
    when {{ x }} > 0
        then cast(
            cast({{ weight }} as double) * pow({{ ratio }}, cast({{ power }} as double))
            as decimal(38, 22)
        )
end
{%- endmacro %}

{# A double. Of a power of nought or below, the mean is 0 where a member is. #}
{% macro mean_of_terms(sum_of_terms, sum_of_weights, reference, smallest, power) -%}
{% set mean_of_ratios = 'cast(coalesce(' ~ sum_of_terms ~ ', 0) as double) / cast('
    ~ sum_of_weights ~ ' as double)' -%}
case
    when {{ power }} <= 0 and {{ smallest }} <= 0 then cast(0 as double)
    when {{ power }} = 0 then cast({{ reference }} as double) * exp({{ mean_of_ratios }})
    else
        cast({{ reference }} as double)
        * pow({{ mean_of_ratios }}, 1 / cast({{ power }} as double))
end
{%- endmacro %}

{# A mean as it is kept: with twelve decimals like every figure, with twenty where it is so small
   that twelve were few digits. A larger one has no more digits as a double. #}
{% macro kept_mean(mean) -%}
case
    when abs({{ mean }}) < 0.01 then cast({{ mean }} as decimal(38, 20))
    else cast(cast({{ mean }} as decimal(38, 12)) as decimal(38, 20))
end
{%- endmacro %}
