-- An aggregate differs from the sum of what it sums up, or leaves out what its parts hold: a
-- finding to be cleared with its sender.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'mart_control_totals'}}}) }}

select
    form,
    agency_id,
    period,
    part,
    field,
    stated,
    summed
from {{ ref('mart_control_totals') }}
where status in ('differs', 'not_stated')
