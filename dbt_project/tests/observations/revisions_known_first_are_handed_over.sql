-- A revision that counted at the deadline and no longer does must still be handed over by its
-- observation model, or what was known then would look like a missing report.
{{ config(meta={'dagster': {'ref': {'name': 'int_observations'}}}) }}
select
    submissions.submission_id,
    submissions.form
from {{ ref('stg_submissions') }} as submissions
where
    submissions.was_counting
    and not submissions.is_counting
    and submissions.scope = 'own'
    and submissions.period_kind = 'year'
    and submissions.form in (
        select observed.form
        from {{ ref('int_observations') }} as observed
        where observed.vintage = 'now'
    )
    and submissions.submission_id not in (
        select first_known.submission_id
        from {{ ref('int_observations') }} as first_known
        where first_known.vintage = 'first'
    )
