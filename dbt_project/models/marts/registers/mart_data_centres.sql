-- Data centres, their services and customer records, counted by unit version and year.
with

lines as (
    select
        unit_id,
        index_year,
        max(reports) as reports,
        max(case when line = 'providers_reporting' then total end) as providers_reporting,
        max(case when line = 'providers_reporting' then denominator end) as providers,
        max(case when line = 'providers_with_contact' then total end) as providers_with_contact,
        max(case when line = 'customer_records_complete' then total end) as records_complete,
        max(case when line = 'customer_records_complete' then denominator end) as records_sampled,
        max(case when line = 'violator_records_shared' then total end) as violator_records_shared,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('int_line_totals') }}
    where form = 'data_centres' and period_kind = 'year'
    group by unit_id, index_year
),

centres as (
    select
        unit_id,
        index_year,
        count(*) as data_centres,
        count(level) as with_level,
        count(case when is_inspected then 1 end) as inspected,
        count(case when is_monitored then 1 end) as monitored,
        count(case when has_response_plan then 1 end) as with_response_plan,
        count(case when is_response_run then 1 end) as response_run,
        count(conformity_standard) as with_conformity
    from {{ ref('stg_data_centres') }}
    where period_kind = 'year'
    group by unit_id, index_year
),

services as (
    select
        unit_id,
        index_year,
        sum(offering_centres) as services_offered,
        sum(with_sla) as services_with_sla,
        min(lowest_availability) as lowest_availability
    from {{ ref('stg_data_centre_services') }}
    where period_kind = 'year'
    group by unit_id, index_year
)

select
    lines.unit_id,
    lines.index_year,
    lines.reports,
    cast(lines.providers_reporting as integer) as providers_reporting,
    cast(lines.providers as integer) as providers,
    cast(lines.providers_with_contact as integer) as providers_with_contact,
    cast(lines.records_complete as bigint) as records_complete,
    cast(lines.records_sampled as bigint) as records_sampled,
    cast(lines.violator_records_shared as bigint) as violator_records_shared,
    cast(coalesce(centres.data_centres, 0) as integer) as data_centres,
    cast(coalesce(centres.with_level, 0) as integer) as with_level,
    cast(coalesce(centres.inspected, 0) as integer) as inspected,
    cast(coalesce(centres.monitored, 0) as integer) as monitored,
    cast(coalesce(centres.with_response_plan, 0) as integer) as with_response_plan,
    cast(coalesce(centres.response_run, 0) as integer) as response_run,
    cast(coalesce(centres.with_conformity, 0) as integer) as with_conformity,
    cast(services.services_offered as integer) as services_offered,
    cast(services.services_with_sla as integer) as services_with_sla,
    cast(
        round({{ divide('services.services_with_sla', 'services.services_offered') }}, 6)
        as decimal(18, 6)
    ) as sla_share,
    services.lowest_availability as lowest_availability_percent,
    lines.is_synthetic
from lines
left join centres on lines.unit_id = centres.unit_id and lines.index_year = centres.index_year
left join services on lines.unit_id = services.unit_id and lines.index_year = services.index_year
