-- Figures that can be added up over agencies, one row each, of reports that count: shares of
-- indicator sheets, and the registers named in the project's `control_registers`. Own reports and
-- aggregates alike.
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
        -- A yes cannot be added up: only lines with a denominator are shares.
        and exists (
            select 1
            from {{ source('raw', 'indicator_cells') }} as denominators
            where
                cells.submission_id = denominators.submission_id
                and cells.line = denominators.line
                and denominators.field = 'denominator'
        )
    {% for table, register in var('control_registers').items() %}
        {% for field in register['fields'] %}
            union all
            select
                submission_id,
                {{ register['part'] }} as part,
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
