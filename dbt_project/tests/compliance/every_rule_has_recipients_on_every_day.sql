-- A recipient ends on the day before its successor begins: no day of a rule is without one, and
-- no place of its chain is held twice. The first is there from the beginning, the last to the end.
-- A goal is a state to be reached: of some no text says to whom it is told.
{{ config(meta={'dagster': {'ref': {'name': 'obligation_rule'}}}) }}
with

neighbours as (
    select
        rules.rule_id,
        recipients.place,
        recipients.valid_to,
        lag(recipients.valid_to) over (
            partition by rules.rule_id, recipients.place
            order by coalesce(recipients.valid_from, date '0001-01-01')
        ) as ended_before,
        row_number() over (
            partition by rules.rule_id, recipients.place
            order by coalesce(recipients.valid_from, date '0001-01-01')
        ) as turn,
        row_number() over (
            partition by rules.rule_id, recipients.place
            order by coalesce(recipients.valid_from, date '0001-01-01') desc
        ) as turn_from_last,
        recipients.valid_from,
        rules.kind
    from {{ ref('obligation_rule') }} as rules
    left join {{ ref('obligation_recipient') }} as recipients
        on rules.rule_id = recipients.rule_id
)

select
    rule_id,
    place
from neighbours
where
    (place is null and kind != 'goal')
    or (turn = 1 and valid_from is not null)
    or (turn > 1 and (valid_from is null or ended_before is null))
    or (turn > 1 and valid_from != {{ add_days('ended_before', 1) }})
    or (turn_from_last = 1 and valid_to is not null)
