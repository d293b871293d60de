select
    statistics.method,
    statistics.geography,
    statistics.index_year,
    statistics.statistic,
    statistics.node_id,
    node.name_vi as node_name_vi,
    node.name_en as node_name_en,
    statistics.other_id,
    cast(statistics.value as decimal(18, 6)) as value,
    cast(statistics.units as integer) as units,
    statistics.is_synthetic
from {{ ref('audit_statistics') }} as statistics
inner join {{ ref('node') }} as node
    on statistics.method = node.method and statistics.node_id = node.node_id
