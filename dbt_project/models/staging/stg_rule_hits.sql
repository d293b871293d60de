select
    hits.submission_id,
    hits.rule_code,
    hits.findings,
    hits.waived_findings,
    hits.false_alarms
from {{ source('ledger', 'rule_hits') }} as hits
inner join {{ source('ledger', 'submissions') }} as submissions
    on hits.submission_id = submissions.submission_id
