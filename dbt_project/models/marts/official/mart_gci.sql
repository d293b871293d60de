-- Viet Nam in the Global Cybersecurity Index as published: every edition and every contradiction
-- kept, one row per source. Ranks end and scales change between editions.
select
    gci.edition,
    gci.published_year,
    gci.rank as gci_rank,
    gci.of_countries,
    gci.score,
    gci.score_max,
    gci.tier,
    gci.conflict_note,
    words.conflict_note_vi,
    gci.source_url
from {{ ref('gci_vietnam') }} as gci
left join {{ ref('conflict_note_vi') }} as words on gci.conflict_note = words.conflict_note
