with

regions as (
    select
        geography.geography,
        region.province_code,
        region.region_vi
    from {{ ref('region') }} as region
    inner join {{ ref('geography') }} as geography on region.region_set = geography.region_set
),

-- What a unit is called on the day of the run, while it is there.
called as (
    select
        names.unit_id,
        names.unit_name_full
    from {{ ref('dim_unit_name') }} as names
    inner join {{ ref('stg_run') }} as run
        on
            (names.valid_from is null or names.valid_from <= run.as_of)
            and (names.valid_to is null or names.valid_to >= run.as_of)
)

select
    units.unit_id,
    units.geography,
    units.kind,
    units.code,
    coalesce(called.unit_name_full, units.name_vi) as unit_name_full,
    units.name_vi_short as unit_name,
    units.name_en as unit_name_en,
    units.sort_order as unit_sort_order,
    regions.region_vi as region_name,
    units.is_merged,
    units.valid_from,
    units.valid_to
from {{ ref('unit') }} as units
left join called on units.unit_id = called.unit_id
left join regions
    on units.geography = regions.geography and units.code = regions.province_code
