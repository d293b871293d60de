-- Observation shape: whether a report came before its deadline, for the forms a method asks it of.
select
    submission_id,
    form,
    agency_id,
    unit_id,
    period,
    'received_on_time' as measure,
    cast(case when received_on < deadline then 1 else 0 end as decimal(38, 12)) as numerator,
    cast(1 as decimal(38, 12)) as denominator,
    'reported' as status,
    is_synthetic
from {{ ref('stg_submissions') }}
where
    is_observed
    and scope = 'own'
    and subject = '-'
    and deadline is not null
    and form in (
        select rules.form
        from {{ ref('node_rule') }} as rules
        where rules.measure = 'received_on_time'
    )
