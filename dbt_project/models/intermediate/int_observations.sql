-- Everything that was observed, in the one observation shape, in both vintages: of the revisions
-- that counted then, and of those that count now. With the marks of its report: late (received on
-- the day of its deadline or after), waived (a finding was let pass), corrected (one of its cells
-- was).
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
    vintages.vintage,
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
inner join {{ ref('int_vintages') }} as vintages
    on
        (vintages.vintage = 'first' and submissions.was_counting)
        or (vintages.vintage = 'now' and submissions.is_counting)
