-- The cells stg_indicator_cells reads: value and denominator of every line.
select
    submission_id,
    unit_id,
    line as measure,
    sheet,
    cell
from ({{ observed_cells() }}) as observed
where cell is not null
