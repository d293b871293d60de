-- To whom a rule's report goes, in the order of the chain, from one day to another: a span ends
-- where a recipient of the rule gives way to the next one.
with

beginnings as (
    select distinct
        rule_id,
        coalesce(valid_from, date '0001-01-01') as valid_from
    from {{ ref('obligation_recipient') }}
),

spans as (
    select
        rule_id,
        valid_from,
        lead(valid_from) over (partition by rule_id order by valid_from) as next_from
    from beginnings
)

select
    spans.rule_id,
    spans.valid_from,
    coalesce({{ add_days('spans.next_from', -1) }}, date '9999-12-31') as valid_to,
    {{ ordered_list('recipients.recipient', '; ', 'recipients.place') }} as recipients,
    max(recipients.mark) as mark
from spans
inner join {{ ref('obligation_recipient') }} as recipients
    on
        spans.rule_id = recipients.rule_id
        and (recipients.valid_from is null or spans.valid_from >= recipients.valid_from)
        and (recipients.valid_to is null or spans.valid_from <= recipients.valid_to)
group by spans.rule_id, spans.valid_from, spans.next_from
