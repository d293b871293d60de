{# The nodes of a level: one whose coverage, as it is published, lies below its own floor has no score
   and is missing to its parent, whose policy for what is missing it follows. #}
{% macro with_floor_of_coverage(nodes, columns, coverages) -%}
select
    {% for column in columns + coverages %}
        {{ column }},
    {% endfor %}
    case when {{ is_below_floor() }} then null else normalised end as normalised,
    case when {{ is_below_floor() }} then 'not_reported' else status end as status,
    weight_of_children
from {{ nodes }}
{%- endmacro %}

{% macro is_below_floor() -%}
status = 'reported' and round(round(coverage, 8), 4) < coalesce(coverage_floor, 0)
{%- endmacro %}
