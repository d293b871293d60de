-- Every rule of the law that the warehouse computes by, with its interval, where and how it was
-- read and what ends it, as it stands on the run's day.
select
    rules.rule_id,
    rules.obligation_id,
    rules.kind,
    obligations.report_vi,
    rules.form,
    forms.title_vi as form_title_vi,
    forms.title_en as form_title_en,
    rules.scope,
    rules.actor,
    rules.sector,
    rules.binds,
    rules.event,
    rules.only_serious as is_serious_only,
    rules.deadline_rule,
    rules.deadline_month_day,
    rules.deadline_date,
    rules.deadline_amount,
    rules.period_starts as data_from,
    rules.period_ends as data_to,
    rules.valid_from,
    rules.valid_to,
    case
        when rules.valid_to < run.as_of or rules.deadline_date < run.as_of then 'ended'
        when
            rules.valid_from > run.as_of
            or not {{ is_issued_on('rules.document_date', 'run.as_of') }}
            then 'to_come'
        else 'in_force'
    end as state,
    rules.ended_by,
    coalesce(rules.legal_basis_vi, rules.legal_basis) as legal_basis,
    rules.document_date,
    rules.source,
    rules.source_vi,
    rules.mark,
    rules.note,
    nullif(concat_ws('. ', rules.note_vi, rules.period_note_vi), '') as note_vi,
    nullif(concat_ws('. ', rules.note_en, rules.period_note_en), '') as note_en
from {{ ref('obligation_rule') }} as rules
cross join {{ ref('stg_run') }} as run
left join {{ ref('reporting_obligation') }} as obligations on rules.obligation_id = obligations.id
left join {{ ref('stg_forms') }} as forms on rules.form = forms.form
