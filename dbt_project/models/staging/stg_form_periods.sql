select
    form,
    period,
    period_kind,
    period_start,
    period_end,
    index_year,
    deadline,
    obligation
from {{ source('ledger', 'form_periods') }}
