{# The means by weight, as one family: the power mean (sum of w * x^p / sum of w)^(1/p), of which
   p = 1 is the arithmetic, p = -1 the harmonic and the limit p -> 0 the geometric mean. The
   arithmetic one is summed apart, without leaving decimals. Terms are decimals, so that their sum
   is the same in every order; a term that is not defined (a logarithm of 0) is left out, and the
   caller knows that such a mean is 0. #}
{% macro mean_term(weight, x, power) -%}
case
    when {{ power }} = 1 or {{ x }} is null then null
    when {{ power }} = 0 and {{ x }} > 0
        then cast(
            cast({{ weight }} as double) * ln(cast({{ x }} as double)) as decimal(38, 12)
        )
    when {{ x }} > 0
        then cast(
            cast({{ weight }} as double) * pow(cast({{ x }} as double), cast({{ power }} as double))
            as decimal(38, 12)
        )
end
{%- endmacro %}

{% macro mean_of_terms(sum_of_terms, sum_of_weights, power) -%}
case
    when {{ power }} = 0
        then cast(
            exp(cast({{ sum_of_terms }} as double) / cast({{ sum_of_weights }} as double))
            as decimal(38, 12)
        )
    else cast(
        pow(
            cast(coalesce({{ sum_of_terms }}, 0) as double) / cast({{ sum_of_weights }} as double),
            1 / cast({{ power }} as double)
        )
        as decimal(38, 12)
    )
end
{%- endmacro %}
