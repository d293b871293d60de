-- One row per published assessment and possible grade: "C|D" is two rows, for which of the two
-- it was is not known. The code of a province means the unit it named when the year ended.
with

published as (
    select
        year as index_year,
        {{ month_day('year', "'12-31'") }} as last_day,
        entity_type,
        entity,
        province_code_63 as province_code,
        grade as grades,
        basis,
        source_url
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
        published.entity_type = units.kind
        and (
            (published.entity_type = 'ministry' and published.entity = units.name_vi)
            or (
                published.entity_type = 'province'
                and published.province_code = units.code
                and published.last_day >= coalesce(units.valid_from, published.last_day)
                and published.last_day <= coalesce(units.valid_to, published.last_day)
            )
        )
inner join {{ ref('grade_scale') }} as scale
    on published.grades like '%' || scale.grade || '%'
