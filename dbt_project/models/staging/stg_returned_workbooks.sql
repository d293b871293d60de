select
    submission_id,
    workbook
from {{ source('ledger', 'returned_workbooks') }}
