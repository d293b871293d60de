-- Known contradiction, kept and shown: the pillars of the GCI 2020 add up to 94.55, the published
-- score is 94.59.
{{ config(severity='warn', tags=['known_contradiction']) }}

select
    edition,
    score,
    legal + technical + organizational + capacity + cooperation as sum_of_pillars
from {{ ref('gci_vietnam') }}
where legal + technical + organizational + capacity + cooperation != score
