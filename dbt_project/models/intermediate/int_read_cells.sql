{{ config(materialized='view') }}
-- Which cells of which report an observation was read from, sheet and address as the sender has
-- them: what explains a figure, and what says that a cell moves none. An observation of the report
-- itself, such as that it came in time, reads no cell.
{% for model in var('read_cell_models') %}
    select
        submission_id,
        unit_id,
        measure,
        sheet,
        cell
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
