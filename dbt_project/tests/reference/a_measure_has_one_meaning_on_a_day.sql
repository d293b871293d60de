-- No two meanings of a measure begin on one day, and one was there from the beginning.
select
    form,
    measure
from {{ ref('measure_meaning') }}
group by form, measure
having
    count(*) != count(distinct coalesce(cast(valid_from as varchar), 'first'))
    or sum(case when valid_from is null then 1 else 0 end) != 1
