-- Known contradiction, kept and shown: for the GCI 2017 the sources say rank 100 and rank 101, of
-- 193 and of 195 countries.
{{ config(severity='warn', tags=['known_contradiction']) }}

select
    edition,
    min(rank) as lowest_rank,
    max(rank) as highest_rank,
    min(of_countries) as fewest_countries,
    max(of_countries) as most_countries
from {{ ref('gci_vietnam') }}
group by edition
having min(rank) != max(rank) or min(of_countries) != max(of_countries)
