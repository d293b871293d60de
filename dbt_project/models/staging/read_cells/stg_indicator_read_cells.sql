-- The cells stg_indicator_cells reads: value and denominator of every line.
select
    cells.submission_id,
    cells.unit_id,
    cells.line as measure,
    cells.sheet,
    cells.cell
from {{ source('raw', 'indicator_cells') }} as cells
inner join {{ ref('stg_submissions') }} as submissions
    on cells.submission_id = submissions.submission_id
where
    submissions.is_observed
    and submissions.subject = '-'
    and cells.scope = 'own'
    and cells.field in ('value', 'denominator')
    and cells.cell is not null
