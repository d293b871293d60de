select
    agency_id,
    agency_name,
    agency_type,
    reporter,
    unit_id,
    valid_from,
    valid_to,
    parent_id,
    sector,
    successor_id,
    in_response_network,
    is_duty_assumed,
    is_synthetic
from {{ source('ledger', 'agencies') }}
