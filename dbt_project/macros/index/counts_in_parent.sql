{# Whether a node takes part in its parent: not without weight, not where it does not apply, and
   when missing only if the method does not share its weight. #}
{% macro counts_in_parent() -%}
(
    weight > 0
    and status != 'not_applicable'
    and (status = 'reported' or coalesce(missing_policy, 'no_points') != 'share_weight')
)
{%- endmacro %}
