-- The unit whose own a submission is. What the file says of itself is not believed where its
-- sender, its agency or its unit is in doubt: such a report is nobody's own.
with

doubted as (
    select submission_id
    from {{ ref('stg_findings') }}
    where
        rule_code in (
            'AGENCY-UNKNOWN',
            'SENDER-NOT-ENTITLED',
            'SENDER-UNKNOWN',
            'UNIT-MISMATCH',
            'UNIT-UNKNOWN'
        )
        and not is_waived
    group by submission_id
)

select
    submissions.submission_id,
    case when doubted.submission_id is null then submissions.unit_id end as unit_id
from {{ ref('stg_submissions') }} as submissions
left join doubted on submissions.submission_id = doubted.submission_id
