-- Figures that can be added up over agencies, one row each, of reports that count, own and
-- aggregate: shares of indicator sheets, every line of sheets that only count, and of these
-- registers the fields that make a sum, by what a row is about.
{% set counting_sheets = ['information_systems'] %}
{% set registers = {
    'incident_counts': ('incident_type', [
        'incidents', 'self_handled', 'handled_with_support', 'handled_with_foreign_support',
        'support_requested', 'estimated_damage',
    ]),
    'budget_figures': ('scope_of_budget', ['total_it_budget', 'security_budget']),
} %}

with

figures as (
    select
        cells.submission_id,
        cells.line as part,
        cells.field,
        cells.number
    from {{ source('raw', 'indicator_cells') }} as cells
    where
        cells.field in ('value', 'denominator')
        -- A yes cannot be added up: elsewhere only lines with a denominator are taken.
        and (
            cells.form in ('{{ counting_sheets | join("', '") }}')
            or exists (
                select 1
                from {{ source('raw', 'indicator_cells') }} as denominators
                where
                    cells.submission_id = denominators.submission_id
                    and cells.line = denominators.line
                    and denominators.field = 'denominator'
            )
        )
    {% for table, (part, fields) in registers.items() %}
        {% for field in fields %}
            union all
            select
                submission_id,
                {{ part }} as part,
                '{{ field }}' as field,
                cast({{ field }} as decimal(38, 12)) as number
            from {{ source('raw', table) }}
        {% endfor %}
    {% endfor %}
)

select
    figures.submission_id,
    figures.part,
    figures.field,
    sum(figures.number) as number
from figures
inner join {{ ref('stg_submissions') }} as submissions
    on figures.submission_id = submissions.submission_id
where submissions.is_counting and figures.number is not null
group by figures.submission_id, figures.part, figures.field
