with

regions as (
    select
        case region_set
            when 'regions-63' then 'VN63-' || province_code
            when 'regions-34' then 'VN34-' || province_code
        end as unit_id,
        region_vi
    from {{ ref('region') }}
)

select
    units.unit_id,
    units.geography,
    units.kind,
    units.code,
    units.name_vi as unit_name_full,
    units.name_vi_short as unit_name,
    units.name_en as unit_name_en,
    units.sort_order as unit_sort_order,
    regions.region_vi as region_name,
    units.is_merged,
    units.valid_from,
    units.valid_to
from {{ ref('unit') }} as units
left join regions on units.unit_id = regions.unit_id
