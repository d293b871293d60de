-- Incidents by type, each counted once whatever the number of its reports.
select
    unit_id,
    index_year,
    incident_type,
    cast(count(*) as integer) as incidents,
    cast(sum(reports) as integer) as reports,
    cast(sum(case when is_closed then 1 else 0 end) as integer) as closed,
    cast(sum(case when is_serious then 1 else 0 end) as integer) as serious,
    cast(sum(case when has_data_leak then 1 else 0 end) as integer) as data_leaks,
    cast(sum(case when has_state_secret_leak then 1 else 0 end) as integer) as state_secret_leaks,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('int_incidents') }}
where incident_type is not null
group by unit_id, index_year, incident_type
