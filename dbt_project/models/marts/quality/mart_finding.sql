-- What stands against every submission: rule and place; for those in the queue also the words,
-- which are for their sender and those who see to them.
select
    findings.submission_id,
    findings.finding_number,
    submissions.form,
    submissions.agency_id,
    units.unit_id,
    submissions.period,
    submissions.index_year,
    findings.rule_code,
    findings.severity,
    rules.owner,
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
    findings.is_waived,
    submissions.is_synthetic
from {{ ref('stg_findings') }} as findings
inner join {{ ref('stg_submissions') }} as submissions
    on findings.submission_id = submissions.submission_id
left join {{ ref('int_submission_units') }} as units
    on findings.submission_id = units.submission_id
left join {{ ref('stg_rules') }} as rules on findings.rule_code = rules.rule_code
