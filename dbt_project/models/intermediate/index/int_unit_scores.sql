-- The root of the tree as it is published, with the grade by the bands on the rounded score; also
-- the units of a year still in progress, without score.
{% set shares = ['late_share', 'waived_share', 'corrected_share', 'self_reported_share'] %}
with

bands as (
    select
        method,
        grade,
        score_from,
        lead(score_from) over (partition by method order by score_from) as next_band_from
    from {{ ref('band') }}
)

select
    unit_years.method,
    unit_years.geography,
    unit_years.unit_id,
    unit_years.index_year,
    unit_years.season,
    unit_years.is_restated,
    roots.score,
    bands.grade,
    roots.coverage,
    {% for share in shares %}
        roots.{{ share }},
    {% endfor %}
    case
        when unit_years.season = 'in_progress' then 'season_in_progress'
        else roots.not_ranked_reason
    end as not_ranked_reason,
    roots.rank_of_unit,
    roots.tied_units,
    coalesce(roots.ranked_units, 0) as ranked_units,
    unit_years.is_synthetic
from {{ ref('int_unit_years') }} as unit_years
left join {{ ref('int_node_ranks') }} as roots
    on
        unit_years.method = roots.method
        and unit_years.geography = roots.geography
        and unit_years.unit_id = roots.unit_id
        and unit_years.index_year = roots.index_year
        and roots.parent_id is null
        and roots.vintage = 'now'
left join bands
    on
        unit_years.method = bands.method
        and roots.score >= bands.score_from
        and (bands.next_band_from is null or roots.score < bands.next_band_from)
