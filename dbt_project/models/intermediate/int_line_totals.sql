-- The figures of a form's lines, pooled over the agencies of a unit as it stood in the period.
-- What cannot be added (a median) is read from its lowest and highest.
select
    form,
    unit_id,
    period,
    period_kind,
    index_year,
    line,
    cast(count(distinct agency_id) as integer) as reports,
    sum(cast(figure as decimal(38, 12))) as total,
    sum(cast(denominator as decimal(38, 12))) as denominator,
    min(figure) as lowest,
    max(figure) as highest,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_form_lines') }}
where is_reported and figure is not null and subject = '-' and unit_id is not null
group by form, unit_id, period, period_kind, index_year, line
