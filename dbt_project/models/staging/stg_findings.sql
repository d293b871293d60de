select
    findings.submission_id,
    findings.finding_number,
    findings.rule_code,
    findings.severity,
    findings.sheet,
    findings.cell,
    findings.label_vi,
    findings.label_en,
    findings.sent,
    findings.problem_vi,
    findings.problem_en,
    findings.fix_vi,
    findings.fix_en,
    findings.legal_vi,
    findings.legal_en,
    findings.is_waived
from {{ source('ledger', 'findings') }} as findings
inner join {{ source('ledger', 'submissions') }} as submissions
    on findings.submission_id = submissions.submission_id
