-- Incidents by type as agencies counted them, by unit and period. Handled at most what was counted.
select
    unit_id,
    period,
    period_kind,
    index_year,
    incident_type,
    cast(count(distinct agency_id) as integer) as reports,
    cast(sum(incidents) as bigint) as incidents,
    cast(sum(least(handled, incidents)) as bigint) as handled,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_incident_types') }}
where unit_id is not null
group by unit_id, period, period_kind, index_year, incident_type
