-- No two names of a unit hold on one day.
select
    one.unit_id,
    one.unit_name_full,
    other.unit_name_full as other_name_full
from {{ ref('dim_unit_name') }} as one
inner join {{ ref('dim_unit_name') }} as other
    on one.unit_id = other.unit_id and one.unit_name_full < other.unit_name_full
where
    (one.valid_from is null or other.valid_to is null or one.valid_from <= other.valid_to)
    and (other.valid_from is null or one.valid_to is null or other.valid_from <= one.valid_to)
