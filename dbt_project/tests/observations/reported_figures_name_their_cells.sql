-- A figure that was reported was read from some cell, but for what is observed of the report.
{{ config(meta={'dagster': {'ref': {'name': 'int_read_cells'}}}) }}
select
    observed.submission_id,
    observed.unit_id,
    observed.measure
from {{ ref('int_observations') }} as observed
left join {{ ref('int_read_cells') }} as cells
    on
        observed.submission_id = cells.submission_id
        and observed.unit_id = cells.unit_id
        and observed.measure = cells.measure
where
    observed.status = 'reported'
    and observed.measure != 'received_on_time'
    and cells.submission_id is null
