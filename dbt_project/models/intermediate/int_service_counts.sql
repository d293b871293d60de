-- The data centres that offer each type of service, in the yearly reports.
select
    unit_id,
    index_year,
    service_type,
    sum(offering_centres) as offering_centres,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_data_centre_services') }}
where period_kind = 'year' and unit_id is not null
group by unit_id, index_year, service_type
