-- Inspections and violations by kind, in the yearly reports.
select
    unit_id,
    index_year,
    inspection_kind,
    cast(sum(inspections) as bigint) as inspections,
    cast(sum(joint_inspections) as bigint) as joint_inspections,
    cast(sum(with_violation) as bigint) as with_violation,
    cast(sum(violations) as bigint) as violations,
    cast(sum(violations_handled) as bigint) as violations_handled,
    cast(
        round({{ divide('sum(violations_handled)', 'sum(violations)') }}, 6) as decimal(18, 6)
    ) as handled_share,
    cast(sum(fines) as bigint) as fines_dong,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_inspections') }}
where period_kind = 'year' and unit_id is not null
group by unit_id, index_year, inspection_kind
