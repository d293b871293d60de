-- What the indicators of each method mean under which law, and the first year whose index has that
-- meaning: the year of its first day, since a year is counted at its end; null for the first.
select
    rules.method,
    rules.node_id,
    rules.form,
    rules.measure,
    meanings.valid_from,
    cast(extract(year from meanings.valid_from) as integer) as first_year,
    meanings.meaning_vi,
    meanings.meaning_en,
    meanings.legal_basis,
    meanings.source,
    meanings.mark
from {{ ref('node_rule') }} as rules
inner join {{ ref('measure_meaning') }} as meanings
    on rules.form = meanings.form and rules.measure = meanings.measure
