-- Every name of every province version with its interval, and whether it was a city under central
-- authority while it bore it.
with

names as (
    select
        unit_id,
        geography,
        name_vi,
        name_vi_short,
        name_en,
        valid_from,
        valid_to as unit_valid_to,
        cast(null as varchar) as legal_basis,
        cast(null as varchar) as mark,
        cast(null as varchar) as note
    from {{ ref('unit') }}
    where kind = 'province'

    union all

    select
        later.unit_id,
        units.geography,
        later.name_vi,
        later.name_vi_short,
        later.name_en,
        later.valid_from,
        units.valid_to as unit_valid_to,
        later.legal_basis,
        later.mark,
        later.note
    from {{ ref('unit_name') }} as later
    inner join {{ ref('unit') }} as units on later.unit_id = units.unit_id
),

ordered as (
    select
        unit_id,
        geography,
        name_vi,
        name_vi_short,
        name_en,
        valid_from,
        unit_valid_to,
        legal_basis,
        mark,
        note,
        lead(valid_from) over (partition by unit_id order by valid_from nulls first) as next_from
    from names
)

select
    unit_id,
    geography,
    name_vi as unit_name_full,
    name_vi_short as unit_name,
    name_en as unit_name_en,
    name_vi like 'Thành phố%' as is_city,
    valid_from,
    coalesce({{ add_days('next_from', -1) }}, unit_valid_to) as valid_to,
    legal_basis,
    mark,
    note
from ordered
