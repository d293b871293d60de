{# Whether a normalisation looks at other units, so that a score says nothing alone. #}
{% macro is_relative(normalisation) -%}
coalesce({{ normalisation }} in (
    'observed_minmax', 'z_score', 'rank', 'percentile', 'ratio_to_best', 'distance_to_best'
), false)
{%- endmacro %}
