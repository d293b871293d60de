{# What the observation models hand over, of the revisions that count by the named flag of
   stg_submissions: is_counting, or was_counting for what was first known. #}
{% macro observations(counting) -%}
with

observed as (
    {% for model in var('observation_models') %}
        select
            submission_id,
            form,
            agency_id,
            unit_id,
            period,
            measure,
            numerator,
            denominator,
            status,
            is_synthetic
        from {{ ref(model) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    observed.submission_id,
    observed.form,
    observed.agency_id,
    observed.unit_id,
    observed.period,
    observed.measure,
    observed.numerator,
    observed.denominator,
    observed.status,
    coalesce(submissions.received_on >= submissions.deadline, false) as is_late,
    coalesce(submissions.waived_findings > 0, false) as is_waived,
    coalesce(submissions.corrected_cells > 0, false) as is_corrected,
    observed.is_synthetic
from observed
inner join {{ ref('stg_submissions') }} as submissions
    on observed.submission_id = submissions.submission_id
where submissions.{{ counting }}
{%- endmacro %}
