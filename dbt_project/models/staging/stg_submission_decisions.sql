select
    submission_id,
    decision_id
from {{ source('ledger', 'submission_decisions') }}
