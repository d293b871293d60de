with

counting_rows as (
    select
        figures.submission_id,
        figures.form,
        figures.agency_id,
        figures.unit_id,
        figures.period,
        figures.period_kind,
        figures.index_year,
        figures.row_key,
        figures.scope_of_budget,
        figures.total_it_budget,
        figures.security_budget,
        figures.exempt,
        figures.total_it_budget_status,
        figures.security_budget_status,
        submissions.is_counting,
        figures.is_synthetic
    from {{ source('raw', 'budget_figures') }} as figures
    inner join {{ ref('stg_submissions') }} as submissions
        on figures.submission_id = submissions.submission_id
    where
        submissions.is_observed
        and figures.scope = 'own'
)

select
    submission_id,
    form,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    row_key,
    scope_of_budget,
    total_it_budget,
    security_budget,
    coalesce(exempt, false) as is_exempt,
    total_it_budget_status = 'reported' and security_budget_status = 'reported' as is_complete,
    is_counting,
    is_synthetic
from counting_rows
