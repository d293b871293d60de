-- How many own reports of a unit were due in a year by form, and what became of them.
with

counted as (
    select
        form,
        unit_id,
        index_year,
        sum(case when is_owed and status != 'due' then 1 else 0 end) as reports_due,
        sum(case when is_owed and status in ('accepted', 'late', 'held') then 1 else 0 end)
            as reports_received,
        sum(case when is_owed and status in ('accepted', 'late') then 1 else 0 end)
            as reports_accepted,
        sum(case when is_owed and status = 'late' then 1 else 0 end) as reports_late,
        sum(case when is_owed and status = 'held' then 1 else 0 end) as reports_held,
        sum(case when is_owed and status = 'missing' then 1 else 0 end) as reports_missing,
        sum(case when status = 'exempt' then 1 else 0 end) as reports_exempt,
        sum(case when is_owed and status != 'due' and deadline is not null then 1 else 0 end)
            as reports_with_deadline,
        sum(
            case
                when
                    is_owed and status in ('accepted', 'held')
                    and deadline is not null and not is_late
                    then 1
                else 0
            end
        ) as reports_on_time,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from {{ ref('mart_report_status') }}
    where scope = 'own' and unit_id is not null and (is_owed or status = 'exempt')
    group by form, unit_id, index_year
)

select
    counted.unit_id,
    units.unit_name,
    counted.form,
    forms.title_vi as form_title_vi,
    forms.title_en as form_title_en,
    counted.index_year,
    cast(counted.reports_due as integer) as reports_due,
    cast(counted.reports_received as integer) as reports_received,
    cast(counted.reports_accepted as integer) as reports_accepted,
    cast(counted.reports_late as integer) as reports_late,
    cast(counted.reports_held as integer) as reports_held,
    cast(counted.reports_missing as integer) as reports_missing,
    cast(counted.reports_exempt as integer) as reports_exempt,
    cast(counted.reports_with_deadline as integer) as reports_with_deadline,
    cast(counted.reports_on_time as integer) as reports_on_time,
    cast(
        round({{ divide('counted.reports_accepted', 'counted.reports_due') }}, 4) as decimal(9, 4)
    ) as completeness,
    cast(
        round({{ divide('counted.reports_on_time', 'counted.reports_with_deadline') }}, 4)
        as decimal(9, 4)
    ) as timeliness,
    counted.is_synthetic
from counted
inner join {{ ref('dim_unit') }} as units on counted.unit_id = units.unit_id
inner join {{ ref('stg_forms') }} as forms on counted.form = forms.form
