-- Legal documents by area and by what became of them.
select
    unit_id,
    index_year,
    area,
    cast(count(*) as integer) as documents,
    cast(sum(case when document_state = 'in_force' then 1 else 0 end) as integer) as in_force,
    cast(sum(case when document_state = 'listed' then 1 else 0 end) as integer) as listed,
    cast(sum(case when document_state = 'reviewed' then 1 else 0 end) as integer) as reviewed,
    cast(sum(case when document_state = 'amended' then 1 else 0 end) as integer) as amended,
    cast(sum(case when document_state = 'superseded' then 1 else 0 end) as integer) as superseded,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_legal_documents') }}
where unit_id is not null
group by unit_id, index_year, area
