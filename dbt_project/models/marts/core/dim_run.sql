select
    as_of,
    released_method
from {{ ref('stg_run') }}
