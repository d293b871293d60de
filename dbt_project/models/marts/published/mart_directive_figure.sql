-- What the founding directives ask for, one figure per line: the lines of the forms, and what was
-- counted in their registers. A share is total of denominator.
with

figures as (
    select
        form,
        unit_id,
        period,
        period_kind,
        index_year,
        line,
        '-' as breakdown,
        reports,
        total,
        denominator,
        lowest,
        highest,
        is_synthetic
    from {{ ref('int_line_totals') }}
    where
        form in (
            'internet_programme', 'data_centres', 'websites', 'telecom_infrastructure',
            'inspections', 'security_management', 'information_systems'
        )
    union all
    select
        form,
        unit_id,
        period,
        period_kind,
        index_year,
        line,
        breakdown,
        reports,
        total,
        denominator,
        null as lowest,
        null as highest,
        is_synthetic
    from {{ ref('int_register_figures') }}
)

select
    form,
    unit_id,
    period,
    period_kind,
    index_year,
    line,
    breakdown,
    reports,
    total,
    denominator,
    cast(round({{ divide('total', 'denominator') }}, 6) as decimal(18, 6)) as share,
    lowest,
    highest,
    is_synthetic
from figures
