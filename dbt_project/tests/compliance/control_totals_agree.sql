-- An aggregate differs from the sum of what it sums up: a finding to be cleared with its sender.
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
where status = 'differs'
