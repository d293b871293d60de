select as_of
from {{ source('ledger', 'run') }}
