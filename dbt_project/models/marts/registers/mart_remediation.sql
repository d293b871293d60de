-- Findings of assessments and how many of them were closed, in the yearly reports.
select
    unit_id,
    index_year,
    cast(count(*) as integer) as findings,
    cast(sum(case when finding_state = 'closed' then 1 else 0 end) as integer) as closed,
    cast(
        round(
            cast(sum(case when finding_state = 'closed' then 1 else 0 end) as decimal(38, 12))
            / count(*),
            6
        ) as decimal(18, 6)
    ) as closed_share,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_remediation_findings') }}
where period_kind = 'year' and unit_id is not null
group by unit_id, index_year
