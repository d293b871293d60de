-- How each rule does: what it finds, what of it is waived, what of that was a false alarm.
with

hits as (
    select
        rule_code,
        count(*) as submissions,
        sum(findings) as findings,
        sum(waived_findings) as waived_findings,
        sum(false_alarms) as false_alarms
    from {{ ref('stg_rule_hits') }}
    group by rule_code
),

decided as (
    select
        rule_code,
        sum(case when kind = 'waiver' and state = 'approved' then 1 else 0 end) as waivers,
        sum(case when kind = 'rule_change' and state = 'approved' then 1 else 0 end) as changes
    from {{ ref('stg_decisions') }}
    where rule_code is not null
    group by rule_code
)

select
    rules.rule_code,
    rules.form,
    rules.severity,
    rules.is_on,
    rules.legal_source,
    rules.owner,
    rules.valid_from,
    rules.valid_to,
    cast(coalesce(hits.submissions, 0) as integer) as submissions,
    cast(coalesce(hits.findings, 0) as integer) as findings,
    cast(coalesce(hits.waived_findings, 0) as integer) as waived_findings,
    cast(coalesce(hits.false_alarms, 0) as integer) as false_alarms,
    cast(coalesce(decided.waivers, 0) as integer) as waivers,
    cast(coalesce(decided.changes, 0) as integer) as changes,
    hits.findings is null as is_never_triggered
from {{ ref('stg_rules') }} as rules
left join hits on rules.rule_code = hits.rule_code
left join decided on rules.rule_code = decided.rule_code
