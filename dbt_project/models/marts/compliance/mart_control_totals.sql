-- An aggregate is a control total: beside each of its figures stands the sum of what it sums up.
with

reports as (
    select
        submission_id,
        form,
        agency_id,
        unit_id,
        period,
        index_year,
        is_synthetic,
        count(*) as reports_due,
        count(part_submission_id) as reports_counted
    from {{ ref('int_control_parts') }}
    group by submission_id, form, agency_id, unit_id, period, index_year, is_synthetic
),

sums as (
    select
        parts.submission_id,
        figures.part,
        figures.field,
        sum(figures.number) as number
    from {{ ref('int_control_parts') }} as parts
    inner join {{ ref('stg_control_figures') }} as figures
        on parts.part_submission_id = figures.submission_id
    group by parts.submission_id, figures.part, figures.field
),

-- What the aggregate states, and what its parts hold and it leaves out.
figures as (
    select
        reports.submission_id,
        stated.part,
        stated.field
    from reports
    inner join {{ ref('stg_control_figures') }} as stated
        on reports.submission_id = stated.submission_id
    union
    select
        submission_id,
        part,
        field
    from sums
),

agency_names as (
    select
        agency_id,
        max(agency_name) as agency_name
    from {{ ref('stg_agencies') }}
    group by agency_id
)

select
    reports.form,
    reports.agency_id,
    agency_names.agency_name,
    reports.unit_id,
    reports.period,
    reports.index_year,
    figures.part,
    figures.field,
    cast(stated.number as decimal(38, 12)) as stated,
    cast(sums.number as decimal(38, 12)) as summed,
    cast(stated.number - sums.number as decimal(38, 12)) as difference,
    cast(reports.reports_due as integer) as reports_due,
    cast(reports.reports_counted as integer) as reports_counted,
    case
        when reports.reports_counted < reports.reports_due then 'incomplete'
        when stated.number is null then 'not_stated'
        when stated.number = sums.number then 'agrees'
        else 'differs'
    end as status,
    reports.is_synthetic
from reports
inner join figures on reports.submission_id = figures.submission_id
left join agency_names on reports.agency_id = agency_names.agency_id
left join {{ ref('stg_control_figures') }} as stated
    on
        figures.submission_id = stated.submission_id
        and figures.part = stated.part
        and figures.field = stated.field
left join sums
    on
        figures.submission_id = sums.submission_id
        and figures.part = sums.part
        and figures.field = sums.field
