{# A note of a rule (``rules``), with what has to be known of one period of it besides. #}
{% macro note_of_period(note, period_note, period) %}
nullif(concat_ws('. ', rules.{{ note }}, case when {{ period }} = rules.period_noted then rules.{{ period_note }} end), '')
{% endmacro %}
