-- What the indicators of each method mean under which law, where the law changed it.
select
    node.method,
    node.node_id,
    node.sort_order as node_sort_order,
    node.name_vi as node_name_vi,
    node.name_en as node_name_en,
    rules.form,
    rules.measure,
    meanings.valid_from,
    meanings.meaning_vi,
    meanings.meaning_en,
    meanings.legal_basis,
    meanings.source,
    meanings.mark
from {{ ref('node') }} as node
inner join {{ ref('node_rule') }} as rules
    on node.method = rules.method and node.node_id = rules.node_id
inner join {{ ref('measure_meaning') }} as meanings
    on rules.form = meanings.form and rules.measure = meanings.measure
