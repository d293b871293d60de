-- One row per published assessment and possible grade: "C|D" is two rows, for which of the two
-- it was is not known.
with

published as (
    select
        year as index_year,
        entity_type,
        grade as grades,
        basis,
        source_url,
        case entity_type when 'province' then 'VN63-' || province_code_63 end as province_unit_id,
        case entity_type when 'ministry' then entity end as ministry_name
    from {{ ref('csi_published') }}
)

select
    published.index_year,
    units.unit_id,
    published.entity_type,
    published.grades,
    scale.grade,
    scale.grade_step,
    published.basis,
    published.source_url
from published
inner join {{ ref('unit') }} as units
    on
        published.province_unit_id = units.unit_id
        or (units.kind = 'ministry' and published.ministry_name = units.name_vi)
inner join {{ ref('grade_scale') }} as scale
    on published.grades like '%' || scale.grade || '%'
