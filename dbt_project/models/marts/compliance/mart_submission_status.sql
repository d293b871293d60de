-- What became of every report that is owed, and of every file that names an agency, form and
-- period. The revision that counts stands for the report; without one, the latest received. Whether
-- it was late is asked of what was received first: a correction sent later makes nobody late.
with

-- Under an assumed duty alone nothing is missing.
assumed as (
    select
        form,
        agency_id,
        period
    from {{ ref('int_obligation_due') }}
    where scope = 'own'
    group by form, agency_id, period
    having min(case when is_assumed then 1 else 0 end) = 1
),

due as (
    select
        reports.form,
        reports.agency_id,
        reports.period,
        reports.agency_name,
        reports.unit_id,
        reports.index_year,
        reports.deadline,
        reports.is_synthetic
    from {{ ref('int_due_reports') }} as reports
    left join assumed
        on
            reports.form = assumed.form
            and reports.agency_id = assumed.agency_id
            and reports.period = assumed.period
    where assumed.form is null
),

submissions_in_order as (
    select
        form,
        agency_id,
        period,
        subject,
        unit_id,
        index_year,
        deadline,
        received_on,
        verdict,
        revision,
        blocking_findings,
        warning_findings,
        is_synthetic,
        min(case when is_received then received_on end) over (
            partition by form, agency_id, period, subject
        ) as first_received_on,
        max(case when received_declared then 1 else 0 end) over (
            partition by form, agency_id, period, subject
        ) = 1 as has_declared_receipt,
        row_number() over (
            partition by form, agency_id, period, subject
            order by
                case when is_counting then 0 else 1 end asc,
                revision desc nulls last,
                report_date desc nulls last,
                submission_id asc
        ) as place
    from {{ ref('stg_submissions') }}
    where
        form is not null
        and agency_id is not null
        and period is not null
        -- An aggregate is a control total; it is not the report its agency owes.
        and coalesce(scope, 'own') = 'own'
        and verdict != 'withdrawn'
),

submissions as (
    select
        form,
        agency_id,
        period,
        subject,
        unit_id,
        index_year,
        deadline,
        received_on,
        first_received_on,
        has_declared_receipt,
        verdict,
        revision,
        blocking_findings,
        warning_findings,
        is_synthetic
    from submissions_in_order
    where place = 1
),

reports as (
    select
        coalesce(due.form, submissions.form) as form,
        coalesce(due.agency_id, submissions.agency_id) as agency_id,
        coalesce(due.period, submissions.period) as period,
        coalesce(submissions.subject, '-') as subject,
        due.agency_name,
        coalesce(due.unit_id, submissions.unit_id) as unit_id,
        coalesce(due.index_year, submissions.index_year) as index_year,
        case
            when submissions.form is null then due.deadline else submissions.deadline
        end as deadline,
        submissions.received_on,
        coalesce(submissions.first_received_on, submissions.received_on) as first_received_on,
        coalesce(submissions.has_declared_receipt, false) as has_declared_receipt,
        coalesce(submissions.verdict, 'missing') as status,
        submissions.revision,
        submissions.blocking_findings,
        submissions.warning_findings,
        coalesce(submissions.is_synthetic, due.is_synthetic) as is_synthetic
    from due
    full outer join submissions
        on
            due.form = submissions.form
            and due.agency_id = submissions.agency_id
            and due.period = submissions.period
),

agency_names as (
    select
        agency_id,
        max(agency_name) as agency_name
    from {{ ref('stg_agencies') }}
    group by agency_id
)

select
    reports.form,
    forms.title_vi as form_title_vi,
    forms.title_en as form_title_en,
    reports.agency_id,
    coalesce(reports.agency_name, agency_names.agency_name) as agency_name,
    reports.unit_id,
    reports.period,
    reports.subject,
    reports.index_year,
    reports.deadline,
    reports.received_on,
    reports.has_declared_receipt,
    case
        when reports.first_received_on < reports.deadline then 0
        else {{ days_between('reports.deadline', 'reports.first_received_on') }} + 1
    end as late_days,
    reports.status,
    not coalesce(reports.first_received_on < reports.deadline, true) as is_late,
    reports.revision,
    reports.blocking_findings,
    reports.warning_findings,
    reports.is_synthetic
from reports
left join {{ ref('stg_forms') }} as forms on reports.form = forms.form
left join agency_names on reports.agency_id = agency_names.agency_id
