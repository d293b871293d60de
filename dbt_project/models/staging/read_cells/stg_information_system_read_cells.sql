-- The cells int_information_system_observations reads: of a share of the first sheet the values of
-- its two lines; of a share of a list the columns it is counted from, in every row, and where there
-- is no row the number of systems.
{% set listed_shares = [
    ('deployed_share', 'systems', ['deployment']),
    ('regulation_share', 'systems', ['regulation']),
    ('on_site_force_share', 'protection', ['on_site_force']),
    ('professional_monitoring_share', 'protection', ['monitoring_mode']),
    (
        'independent_check_share',
        'protection',
        ['assessor', 'monitoring_provider', 'protection_provider', 'assessed_on'],
    ),
    ('national_connection_share', 'protection', ['connected_to_national_centre']),
] %}

with

systems as (
    {{ counting_rows('information_systems', 'is_observed') }}
),

protection as (
    {{ counting_rows('system_protection', 'is_observed') }}
),

lines as (
    select *
    from ({{ counting_rows('indicator_cells', 'is_observed') }}) as cells
    where cells.form = 'information_systems' and cells.field = 'value' and cells.cell is not null
),

of_lines as (
    {% for measure, line, of_line in counted_shares_of_systems() %}
        select
            submission_id,
            unit_id,
            '{{ measure }}' as measure,
            sheet,
            cell
        from lines
        where line in ('{{ line }}', '{{ of_line }}')
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

of_lists as (
    {% for measure, list, fields in listed_shares %}
        {% for field in fields %}
            select
                submission_id,
                unit_id,
                '{{ measure }}' as measure,
                sheet,
                {{ field }}_cell as cell
            from {{ list }}
            where {{ field }}_cell is not null
            union all
        {% endfor %}
        select
            lines.submission_id,
            lines.unit_id,
            '{{ measure }}' as measure,
            lines.sheet,
            lines.cell
        from lines
        where
            lines.line = 'total_systems'
            and lines.submission_id not in (select {{ list }}.submission_id from {{ list }})
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from of_lines
union all
select * from of_lists
