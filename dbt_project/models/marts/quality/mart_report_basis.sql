-- What the figures of a unit in a year stand on: its counting reports, and how many of them came
-- late, were corrected or had findings waived. As reported; a merged unit's past is in its
-- predecessors' rows.
select
    units.geography,
    reports.unit_id,
    units.unit_name,
    reports.index_year,
    cast(count(*) as integer) as reports,
    cast(sum(case when reports.received_on >= reports.deadline then 1 else 0 end) as integer)
        as late_reports,
    cast(sum(case when reports.corrected_cells > 0 then 1 else 0 end) as integer)
        as corrected_reports,
    cast(sum(reports.corrected_cells) as integer) as corrected_cells,
    cast(sum(case when reports.waived_findings > 0 then 1 else 0 end) as integer)
        as waived_reports,
    cast(sum(reports.waived_findings) as integer) as waived_findings,
    max(case when reports.is_synthetic then 1 else 0 end) = 1 as is_synthetic
from {{ ref('stg_submissions') }} as reports
inner join {{ ref('dim_unit') }} as units on reports.unit_id = units.unit_id
where reports.is_counting and coalesce(reports.scope, 'own') = 'own'
group by units.geography, reports.unit_id, units.unit_name, reports.index_year
