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

-- Of a register those that fill the item's field, in rows about it where the item names some.
register_reports as (
    select
        catalogue.item_id,
        count(distinct filled.submission_id) as reports
    from {{ ref('catalogue') }} as catalogue
    inner join {{ ref('stg_reported_fields') }} as filled
        on
            catalogue.raw_table = filled.raw_table
            and catalogue.field = filled.field
            and coalesce(catalogue.part_field, '-') = filled.part_field
            and (
                catalogue.part is null
                or '|' || catalogue.part || '|' like '%|' || filled.part || '|%'
            )
    group by catalogue.item_id
),

-- Of a duty those that answer it.
answers as (
    select
        rules.obligation_id,
        count(*) as reports
    from {{ ref('int_obligation_status') }} as statuses
    inner join {{ ref('obligation_rule') }} as rules on statuses.rule_id = rules.rule_id
    where statuses.received_on is not null
    group by rules.obligation_id
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
        catalogue.part_field,
        catalogue.part,
        catalogue.mart,
        catalogue.figure,
        catalogue.obligation,
        catalogue.status,
        catalogue.reason,
        catalogue.reason_vi,
        coalesce(
            case
                when catalogue.raw_table = 'indicator_cells' then line_reports.reports
                when catalogue.raw_table = 'submissions' and catalogue.obligation is not null
                    then answers.reports
                when catalogue.raw_table = 'submissions' then form_reports.reports
                else register_reports.reports
            end,
            0
        ) as reports
    from {{ ref('catalogue') }} as catalogue
    left join line_reports
        on catalogue.carried_by = line_reports.form and catalogue.field = line_reports.line
    left join form_reports on catalogue.carried_by = form_reports.form
    left join register_reports on catalogue.item_id = register_reports.item_id
    left join answers on catalogue.obligation = answers.obligation_id
)

select
    items.item_id,
    items.kind,
    items.quote_vi,
    items.indicator,
    items.carried_by,
    items.raw_table,
    items.field,
    items.part_field,
    items.part,
    items.mart,
    items.figure,
    items.obligation,
    items.status,
    items.reason,
    items.reason_vi,
    cast(items.reports as integer) as reports,
    case
        when items.carried_by = 'published' then true
        when items.carried_by = 'register' then registered.agencies > 0
        else items.reports > 0
    end as has_arrived
from items
cross join registered
