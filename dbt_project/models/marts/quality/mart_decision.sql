-- What people decided, and how many reports stand on it. Who decided, the reasons in words, the
-- values and the evidence stay in the ledger.
with

touched as (
    select
        links.decision_id,
        count(*) as submissions,
        sum(case when submissions.is_counting then 1 else 0 end) as counting_submissions
    from {{ ref('stg_submission_decisions') }} as links
    inner join {{ ref('stg_submissions') }} as submissions
        on links.submission_id = submissions.submission_id
    group by links.decision_id
)

select
    decisions.decision_id,
    decisions.kind,
    decisions.state,
    decisions.category,
    decisions.rule_code,
    decisions.form,
    decisions.agency_id,
    decisions.period,
    decisions.expires_on,
    decisions.state = 'approved'
    and coalesce(decisions.expires_on >= runs.as_of, true) as is_in_force,
    cast(coalesce(touched.submissions, 0) as integer) as submissions,
    cast(coalesce(touched.counting_submissions, 0) as integer) as counting_submissions
from {{ ref('stg_decisions') }} as decisions
cross join {{ ref('stg_run') }} as runs
left join touched on decisions.decision_id = touched.decision_id
