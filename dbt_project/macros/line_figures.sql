{# The lines of one form, pooled by unit and period: the body of a mart in long shape. #}
{% macro line_figures(form) %}
    select
        totals.unit_id,
        totals.period,
        totals.period_kind,
        totals.index_year,
        totals.line,
        totals.reports,
        totals.total,
        totals.denominator,
        cast(round({{ divide('totals.total', 'totals.denominator') }}, 6) as decimal(18, 6)) as share,
        totals.lowest,
        totals.highest,
        totals.is_synthetic
    from {{ ref('int_line_totals') }} as totals
    where totals.form = '{{ form }}'
{% endmacro %}
