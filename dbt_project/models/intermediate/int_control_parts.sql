-- What an aggregate report sums up: the own report of its sender, and of every agency that reports
-- to it at the period's end that agency's aggregate, or its own report where it sends none.
with

counting as (
    select
        submission_id,
        form,
        agency_id,
        unit_id,
        period,
        period_end,
        index_year,
        scope,
        is_synthetic
    from {{ ref('stg_submissions') }}
    where is_counting and subject = '-'
),

aggregates as (
    select
        counting.submission_id,
        counting.form,
        counting.agency_id,
        counting.unit_id,
        counting.period,
        counting.period_end,
        counting.index_year,
        counting.is_synthetic,
        forms.reporter
    from counting
    inner join {{ ref('stg_forms') }} as forms on counting.form = forms.form
    where counting.scope = 'aggregate'
),

members as (
    select
        aggregates.submission_id,
        agencies.agency_id as member_id,
        agencies.agency_id = aggregates.agency_id as is_sender
    from aggregates
    inner join {{ ref('stg_agencies') }} as agencies
        on
            (
                aggregates.agency_id = agencies.agency_id
                or aggregates.agency_id = agencies.parent_id
            )
            and aggregates.reporter = agencies.reporter
            and (agencies.valid_from is null or aggregates.period_end >= agencies.valid_from)
            and (agencies.valid_to is null or aggregates.period_end <= agencies.valid_to)
),

members_reports as (
    select
        members.submission_id,
        members.member_id,
        reports.submission_id as part_submission_id,
        row_number() over (
            partition by members.submission_id, members.member_id
            order by case reports.scope when 'aggregate' then 0 else 1 end asc
        ) as place
    from members
    inner join aggregates on members.submission_id = aggregates.submission_id
    left join counting as reports
        on
            members.member_id = reports.agency_id
            and aggregates.form = reports.form
            and aggregates.period = reports.period
            and (reports.scope = 'own' or not members.is_sender)
)

select
    aggregates.submission_id,
    aggregates.form,
    aggregates.agency_id,
    aggregates.unit_id,
    aggregates.period,
    aggregates.index_year,
    aggregates.is_synthetic,
    members_reports.member_id,
    members_reports.part_submission_id
from aggregates
inner join members_reports
    on aggregates.submission_id = members_reports.submission_id
where members_reports.place = 1
