{# What a mart counts in registers as figures of a form, one row for each of its lines: a list of
   (line, the whole it is part of or none, and where it has another name the column that counts it). A mart without periods counts
   whole years. #}
{% macro counted_figures(form, mart, lines, breakdown="'-'", has_periods=false, reports='null') %}
    {% for figure in lines %}
        {% set line, whole, column = figure[0], figure[1], figure[2] if figure | length > 2 else figure[0] %}
        select
            '{{ form }}' as form,
            unit_id,
            {{ 'period' if has_periods else 'cast(index_year as varchar)' }} as period,
            {{ 'period_kind' if has_periods else "'year'" }} as period_kind,
            index_year,
            '{{ line }}' as line,
            {{ breakdown }} as breakdown,
            {{ reports }} as reports,
            cast({{ column }} as decimal(38, 12)) as total,
            cast({{ whole or 'null' }} as decimal(38, 12)) as denominator,
            is_synthetic
        from {{ ref(mart) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
