with

counting_rows as (
    {{ counting_rows('legal_documents') }}
)

select
    submission_id,
    agency_id,
    unit_id,
    period,
    period_kind,
    index_year,
    row_key,
    document_number,
    document_number_key as document_key,
    issued_on,
    area,
    issuer,
    document_state,
    is_synthetic
from counting_rows
