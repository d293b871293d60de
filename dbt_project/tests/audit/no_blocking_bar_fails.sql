-- A bar that the method lets block stops the run, and nothing is published.
select
    method,
    geography,
    index_year,
    bar,
    value,
    bar_limit
from {{ ref('mart_csi_audit') }}
where blocks and not passes
