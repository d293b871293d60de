-- Every day on which the law gave an indicator of a method another meaning, and the year whose
-- index is the first of the new one: that of the day, since a year is counted at its end.
select
    rules.method,
    rules.node_id,
    meanings.valid_from as changed_on,
    cast(extract(year from meanings.valid_from) as integer) as changed_in
from {{ ref('node_rule') }} as rules
inner join {{ ref('measure_meaning') }} as meanings
    on rules.form = meanings.form and rules.measure = meanings.measure
where meanings.valid_from is not null
