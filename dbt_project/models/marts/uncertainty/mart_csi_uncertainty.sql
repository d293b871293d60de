-- How sure score and rank of a unit are, and which units cannot be told apart. A group begins with
-- a unit and holds those that follow it in the ranking until the first that stands clearly below
-- it; that one begins the next group.
with recursive

ranked as (
    select
        case_number,
        rank_of_unit
    from {{ ref('int_replicate_scores') }}
    where rank_of_unit is not null
),

score_intervals as (
    {{ replicate_interval(ref('int_replicate_scores'), 'score') }}
),

rank_intervals as (
    {{ replicate_interval('ranked', 'rank_of_unit') }}
),

placed as (
    select
        cases.method,
        cases.geography,
        cases.unit_id,
        cases.index_year,
        cases.score,
        cases.rank_of_unit,
        cases.is_synthetic,
        cases.assessment_number,
        cases.case_number,
        row_number() over (
            partition by cases.assessment_number
            order by cases.rank_of_unit, cases.case_number
        ) as place
    from {{ ref('int_assessed_units') }} as cases
    where cases.index_year = cases.observed_year
),

next_groups as (
    select
        placed.assessment_number,
        placed.place,
        min(below.place) as next_place
    from placed
    inner join {{ ref('mart_csi_pairwise') }} as pairs
        on
            placed.method = pairs.method
            and placed.geography = pairs.geography
            and placed.index_year = pairs.index_year
            and placed.unit_id = pairs.unit_id
    inner join {{ ref('uncertainty_rule') }} as rules
        on placed.method = rules.method and pairs.probability_above >= rules.clear_probability
    inner join placed as below
        on
            placed.assessment_number = below.assessment_number
            and pairs.other_unit_id = below.unit_id
            and placed.place < below.place
    group by placed.assessment_number, placed.place
),

group_starts (assessment_number, tie_group, place) as (
    select
        assessment_number,
        1 as tie_group,
        place
    from placed
    where place = 1

    union all

    select
        group_starts.assessment_number,
        group_starts.tie_group + 1 as tie_group,
        next_groups.next_place as place
    from group_starts
    inner join next_groups
        on
            group_starts.assessment_number = next_groups.assessment_number
            and group_starts.place = next_groups.place
),

grouped as (
    select
        placed.case_number,
        max(group_starts.tie_group) as tie_group
    from placed
    inner join group_starts
        on
            placed.assessment_number = group_starts.assessment_number
            and placed.place >= group_starts.place
    group by placed.case_number
)

select
    placed.method,
    placed.geography,
    placed.unit_id,
    placed.index_year,
    cast(placed.score as decimal(9, 2)) as score,
    cast(score_intervals.median as decimal(9, 2)) as score_median,
    cast(score_intervals.lower_end as decimal(9, 2)) as score_lower,
    cast(score_intervals.upper_end as decimal(9, 2)) as score_upper,
    placed.rank_of_unit as rank,
    cast(rank_intervals.median as integer) as rank_median,
    cast(rank_intervals.lower_end as integer) as rank_best,
    cast(rank_intervals.upper_end as integer) as rank_worst,
    cast(grouped.tie_group as integer) as tie_group,
    cast(count(*) over (partition by placed.assessment_number, grouped.tie_group) as integer)
        as units_in_tie_group,
    cast(score_intervals.replicates as integer) as replicates,
    placed.is_synthetic
from placed
inner join score_intervals on placed.case_number = score_intervals.case_number
inner join rank_intervals on placed.case_number = rank_intervals.case_number
inner join grouped on placed.case_number = grouped.case_number
