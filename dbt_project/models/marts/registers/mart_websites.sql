-- Sites found by kind, and how many have a licence or registration.
select
    unit_id,
    index_year,
    period,
    period_kind,
    site_kind,
    cast(count(*) as integer) as sites,
    cast(sum(case when site_state = 'licensed' then 1 else 0 end) as integer) as licensed,
    cast(sum(case when site_state = 'applied' then 1 else 0 end) as integer) as applied,
    cast(sum(case when site_state = 'unlicensed' then 1 else 0 end) as integer) as unlicensed,
    cast(sum(case when site_state = 'trial' then 1 else 0 end) as integer) as trial,
    cast(
        round(
            cast(sum(case when site_state = 'licensed' then 1 else 0 end) as decimal(38, 12))
            / count(*),
            6
        ) as decimal(18, 6)
    ) as licensed_share,
    max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_websites') }}
where unit_id is not null
group by unit_id, index_year, period, period_kind, site_kind
