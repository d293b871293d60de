-- Every item of the founding documents, how it is carried, and whether figures have arrived for it.
with

line_reports as (
    select
        form,
        line,
        count(distinct submission_id) as reports
    from {{ ref('stg_form_lines') }}
    where is_reported
    group by form, line
),

form_reports as (
    select
        form,
        count(*) as reports
    from {{ ref('stg_submissions') }}
    where is_counting
    group by form
),

registered as (
    select count(*) as agencies
    from {{ ref('stg_agencies') }}
),

items as (
    select
        catalogue.item_id,
        catalogue.kind,
        catalogue.quote_vi,
        catalogue.indicator,
        catalogue.carried_by,
        catalogue.raw_table,
        catalogue.field,
        catalogue.mart,
        catalogue.obligation,
        catalogue.status,
        catalogue.reason,
        case
            when catalogue.raw_table = 'indicator_cells' then coalesce(line_reports.reports, 0)
            else coalesce(form_reports.reports, 0)
        end as reports
    from {{ ref('catalogue') }} as catalogue
    left join line_reports
        on catalogue.carried_by = line_reports.form and catalogue.field = line_reports.line
    left join form_reports on catalogue.carried_by = form_reports.form
)

select
    items.item_id,
    items.kind,
    items.quote_vi,
    items.indicator,
    items.carried_by,
    items.raw_table,
    items.field,
    items.mart,
    items.obligation,
    items.status,
    items.reason,
    cast(items.reports as integer) as reports,
    case
        when items.carried_by = 'published' then true
        when items.carried_by = 'register' then registered.agencies > 0
        else items.reports > 0
    end as has_arrived
from items
cross join registered
