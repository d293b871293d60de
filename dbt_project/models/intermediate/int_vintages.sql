-- The states of the data that the index is computed on: as first known (each report as it was on
-- the day of its deadline, or as first sent where none is known), and as known now.
select 'first' as vintage
union all
select 'now' as vintage
