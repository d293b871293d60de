select
    as_of,
    released_method
from {{ source('ledger', 'run') }}
