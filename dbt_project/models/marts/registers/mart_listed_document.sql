-- Each legal document that reports list, by number and day of issue however its number is spelt,
-- and the item of the founding documents that names it.
select
    documents.document_key,
    documents.issued_on,
    documents.index_year,
    min(documents.document_number) as document_number,
    items.item_id,
    cast(count(distinct documents.submission_id) as integer) as reports,
    cast(sum(case when documents.document_state = 'in_force' then 1 else 0 end) as integer)
        as in_force,
    cast(sum(case when documents.document_state = 'superseded' then 1 else 0 end) as integer)
        as superseded,
    max(case when documents.is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_legal_documents') }} as documents
left join {{ ref('catalogue') }} as items
    on
        items.part_field = 'document'
        and items.part
        = documents.document_key || ' ' || cast(extract(year from documents.issued_on) as varchar)
where documents.unit_id is not null
group by documents.document_key, documents.issued_on, documents.index_year, items.item_id
