-- The borders that figures are shown in.
select
    geography,
    name_vi as geography_name,
    name_en as geography_name_en,
    valid_from,
    valid_to,
    is_current
from {{ ref('geography') }}
