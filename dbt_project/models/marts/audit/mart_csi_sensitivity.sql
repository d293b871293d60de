select
    method,
    geography,
    index_year,
    unit_id,
    source,
    cast(first_order as decimal(9, 4)) as first_order,
    cast(total_order as decimal(9, 4)) as total_order,
    is_synthetic
from {{ ref('audit_sensitivity') }}
