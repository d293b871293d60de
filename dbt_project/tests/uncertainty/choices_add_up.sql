-- The probabilities of every source of uncertainty add up to 1.
select
    method,
    source,
    sum(probability) as total
from {{ ref('uncertainty_choice') }}
group by method, source
having sum(probability) != 1
