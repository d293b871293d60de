with released as (
    select method from {{ ref('method_version') }}
    where is_released
)

select
    run.as_of,
    released.method as released_method
from {{ ref('stg_run') }} as run
cross join released
