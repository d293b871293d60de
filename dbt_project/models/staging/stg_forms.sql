select
    form,
    title_vi,
    title_en,
    reporter,
    asset
from {{ source('ledger', 'forms') }}
