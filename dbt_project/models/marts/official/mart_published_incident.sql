-- National incident counts as published: every publisher and every contradiction kept. A series is
-- comparable with itself only: one publisher, whole years or parts of a year.
select
    incidents.publisher,
    incidents.period_start,
    incidents.period_end,
    incidents.year as index_year,
    incidents.category,
    cast(incidents.count as bigint) as incidents,
    cast(incidents.gov_vn_count as bigint) as government_incidents,
    incidents.is_cumulative,
    extract(month from incidents.period_start) = 1
    and extract(day from incidents.period_start) = 1
    and extract(month from incidents.period_end) = 12
    and extract(day from incidents.period_end) = 31 as is_whole_year,
    incidents.conflict_note,
    words.conflict_note_vi,
    incidents.source_url
from {{ ref('incidents_national') }} as incidents
left join {{ ref('conflict_note_vi') }} as words on incidents.conflict_note = words.conflict_note
