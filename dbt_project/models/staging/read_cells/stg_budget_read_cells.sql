-- The cells int_budget_observations reads: both amounts of the rows of the yearly plan that enter
-- its sums, and of every row of the plan whether it is exempt.
with

yearly_plan as (
    select *
    from ({{ counting_rows('budget_figures', 'is_observed') }}) as figures
    where figures.scope_of_budget = 'yearly_plan'
)

{% for field in ['security_budget', 'total_it_budget'] %}
    select
        submission_id,
        unit_id,
        'security_budget_share' as measure,
        sheet,
        {{ field }}_cell as cell
    from yearly_plan
    where
        {{ field }}_cell is not null
        and not coalesce(exempt, false)
        and security_budget_status = 'reported'
        and total_it_budget_status = 'reported'

    union all

{% endfor %}

select
    submission_id,
    unit_id,
    'security_budget_share' as measure,
    sheet,
    exempt_cell as cell
from yearly_plan
where exempt_cell is not null
