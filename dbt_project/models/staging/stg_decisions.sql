select
    decision_id,
    kind,
    state,
    category,
    rule_code,
    form,
    agency_id,
    period,
    expires_on
from {{ source('ledger', 'decisions') }}
