-- The 10 % rule in its three scopes, never mixed. Exempt rows are left out of the rate, not out
-- of the totals.
with

yearly_rows as (
    select
        geography.geography,
        geography.unit_id,
        figures.index_year,
        figures.scope_of_budget,
        figures.agency_id,
        figures.total_it_budget,
        figures.security_budget,
        figures.is_exempt,
        figures.is_synthetic
    from {{ ref('stg_budget_figures') }} as figures
    inner join {{ ref('int_unit_geography') }} as geography
        on figures.unit_id = geography.source_unit_id
    where figures.period_kind = 'year' and figures.is_complete and figures.is_counting
),

totals as (
    select
        geography,
        unit_id,
        index_year,
        scope_of_budget,
        count(distinct agency_id) as reports,
        count(distinct case when is_exempt then agency_id end) as exempt_reports,
        sum(case when not is_exempt then total_it_budget else 0 end) as total_it_budget_dong,
        sum(case when not is_exempt then security_budget else 0 end) as security_budget_dong,
        sum(total_it_budget) as all_total_it_budget_dong,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from yearly_rows
    group by geography, unit_id, index_year, scope_of_budget
)

select
    totals.geography,
    totals.unit_id,
    totals.index_year,
    totals.scope_of_budget,
    cast(totals.reports as integer) as reports,
    cast(totals.exempt_reports as integer) as exempt_reports,
    cast(totals.total_it_budget_dong as bigint) as total_it_budget_dong,
    cast(totals.security_budget_dong as bigint) as security_budget_dong,
    cast(totals.all_total_it_budget_dong as bigint) as all_total_it_budget_dong,
    cast(
        -- Cut, never rounded up: a share just below the floor must not read as the floor.
        floor(
            {{ divide('totals.security_budget_dong', 'totals.total_it_budget_dong') }} * 1000000
        ) / 1000000
        as decimal(18, 6)
    ) as share,
    floors.minimum_share as threshold,
    case
        when totals.total_it_budget_dong > 0
            then
                cast(totals.security_budget_dong as decimal(38, 4))
                >= floors.minimum_share * cast(totals.total_it_budget_dong as decimal(30, 0))
    end as meets_threshold,
    totals.is_synthetic
from totals
inner join {{ ref('budget_floor') }} as floors on totals.scope_of_budget = floors.scope_of_budget
