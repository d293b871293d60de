-- The country's incidents by type, from what agencies counted.
select
    counted.period,
    counted.period_kind,
    counted.index_year,
    counted.incident_type,
    counted.incident_type_name,
    counted.incident_type_name_en,
    cast(count(distinct counted.unit_id) as integer) as units,
    cast(sum(counted.reports) as integer) as reports,
    cast(sum(counted.incidents) as bigint) as incidents,
    cast(
        case when count(counted.handled) = count(*) then sum(counted.handled) end as bigint
    ) as handled,
    max(case when counted.is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('mart_incident_count') }} as counted
group by
    counted.period,
    counted.period_kind,
    counted.index_year,
    counted.incident_type,
    counted.incident_type_name,
    counted.incident_type_name_en
