select
    rule_code,
    form,
    severity,
    is_on,
    legal_source,
    owner,
    valid_from,
    valid_to
from {{ source('ledger', 'rules') }}
