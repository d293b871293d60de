{# Of what was reported, weighted up the tree as the coverage is: the share that came late, that
   stands on a waiver, that was corrected, and that was reported by those it is about rather than
   measured. Null where nothing was reported. #}
{% macro shares_of_coverage(node) -%}
{% for mark in ['late', 'waived', 'corrected'] -%}
{{ share_of_coverage(node, node ~ '.coverage_' ~ mark) }} as {{ mark }}_share,
{% endfor -%}
{{ share_of_coverage(node, node ~ '.coverage - ' ~ node ~ '.coverage_measured') }}
    as self_reported_share
{%- endmacro %}

{% macro share_of_coverage(node, part) -%}
cast(round({{ divide(part, node ~ '.coverage') }}, 4) as decimal(9, 4))
{%- endmacro %}
