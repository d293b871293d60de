-- What the indicators of each method mean under which law, where the law changed it.
select
    meanings.method,
    meanings.node_id,
    node.sort_order as node_sort_order,
    node.name_vi as node_name_vi,
    node.name_en as node_name_en,
    meanings.form,
    meanings.measure,
    meanings.valid_from,
    meanings.first_year,
    meanings.meaning_vi,
    meanings.meaning_en,
    meanings.legal_basis,
    meanings.source,
    meanings.mark
from {{ ref('int_indicator_meanings') }} as meanings
inner join {{ ref('node') }} as node
    on meanings.method = node.method and meanings.node_id = node.node_id
