-- Incidents by type as agencies counted them, by unit and period. Handled at most what was counted,
-- and nothing where one of the agencies does not say how many it handled.
select
    counted.unit_id,
    counted.period,
    counted.period_kind,
    counted.index_year,
    counted.incident_type,
    types.name_vi as incident_type_name,
    types.name_en as incident_type_name_en,
    cast(count(distinct counted.agency_id) as integer) as reports,
    cast(sum(counted.incidents) as bigint) as incidents,
    cast(
        case
            when count(counted.handled) = count(*) then sum(
                case
                    when counted.handled < counted.incidents then counted.handled
                    else counted.incidents
                end
            )
        end as bigint
    ) as handled,
    max(case when counted.is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_incident_types') }} as counted
left join {{ ref('incident_type') }} as types on counted.incident_type = types.code
where counted.unit_id is not null
group by
    counted.unit_id,
    counted.period,
    counted.period_kind,
    counted.index_year,
    counted.incident_type,
    types.name_vi,
    types.name_en
