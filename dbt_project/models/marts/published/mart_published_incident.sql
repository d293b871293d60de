-- National incident counts as published: every publisher and every contradiction kept. A series is
-- comparable with itself only: one publisher, whole years or parts of a year.
select
    publisher,
    period_start,
    period_end,
    year as index_year,
    category,
    cast(count as bigint) as incidents,
    cast(gov_vn_count as bigint) as government_incidents,
    is_cumulative,
    extract(month from period_start) = 1
    and extract(day from period_start) = 1
    and extract(month from period_end) = 12
    and extract(day from period_end) = 31 as is_whole_year,
    conflict_note,
    source_url
from {{ ref('incidents_national') }}
