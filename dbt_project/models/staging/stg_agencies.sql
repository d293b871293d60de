select
    agency_id,
    agency_name,
    agency_type,
    unit_id,
    valid_from,
    valid_to,
    is_synthetic
from {{ source('ledger', 'agencies') }}
