-- A merged unit in a year before it existed, beside the units it was made of. Between them is where
-- a mean of them lies; above them all, merging alone has earned it points.
with

scores as (
    select
        method,
        geography,
        unit_id,
        index_year,
        is_restated,
        cast(score as decimal(9, 2)) as score,
        is_synthetic
    from {{ ref('int_unit_scores') }}
    where rank_of_unit is not null
),

predecessors as (
    select
        scores.method,
        scores.index_year,
        lineage.successor_unit_id as unit_id,
        count(*) as ranked_predecessors,
        min(scores.score) as lowest_score,
        max(scores.score) as highest_score
    from scores
    inner join {{ ref('dim_unit_lineage') }} as lineage on scores.unit_id = lineage.unit_id
    group by scores.method, scores.index_year, lineage.successor_unit_id
),

members as (
    select
        successor_unit_id as unit_id,
        count(*) as predecessors
    from {{ ref('dim_unit_lineage') }}
    group by successor_unit_id
)

select
    scores.method,
    scores.geography,
    scores.unit_id,
    units.unit_name,
    units.unit_name_en,
    scores.index_year,
    scores.score,
    cast(members.predecessors as integer) as predecessors,
    cast(coalesce(predecessors.ranked_predecessors, 0) as integer) as ranked_predecessors,
    predecessors.lowest_score,
    predecessors.highest_score,
    case
        when coalesce(predecessors.ranked_predecessors, 0) < members.predecessors then 'not_known'
        when scores.score > predecessors.highest_score then 'above_all'
        when scores.score < predecessors.lowest_score then 'below_all'
        else 'between'
    end as standing,
    scores.is_synthetic
from scores
inner join {{ ref('dim_unit') }} as units on scores.unit_id = units.unit_id and units.is_merged
inner join members on scores.unit_id = members.unit_id
left join predecessors
    on
        scores.method = predecessors.method
        and scores.unit_id = predecessors.unit_id
        and scores.index_year = predecessors.index_year
where scores.is_restated
