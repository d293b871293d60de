-- How probable each rank is in the latest year of a geography, and to be at it or better.
with

counts as (
    select
        case_number,
        rank_of_unit,
        count(*) as replicates_at_rank
    from {{ ref('int_replicate_scores') }}
    group by case_number, rank_of_unit
),

assessed as (
    select
        cases.case_number,
        cases.method,
        cases.geography,
        cases.index_year,
        cases.unit_id,
        cases.is_synthetic,
        rules.replicates,
        row_number() over (
            partition by cases.assessment_number order by cases.case_number
        ) as place,
        count(*) over (partition by cases.assessment_number) as units,
        cases.assessment_number
    from {{ ref('int_assessed_units') }} as cases
    inner join {{ ref('uncertainty_rule') }} as rules on cases.method = rules.method
    where cases.is_latest
),

every_rank as (
    select
        units.method,
        units.geography,
        units.index_year,
        units.unit_id,
        units.is_synthetic,
        units.replicates,
        units.case_number,
        cast(ranks.place as integer) as possible_rank
    from assessed as units
    inner join assessed as ranks on units.assessment_number = ranks.assessment_number
),

reached as (
    select
        every_rank.method,
        every_rank.geography,
        every_rank.index_year,
        every_rank.unit_id,
        every_rank.is_synthetic,
        every_rank.replicates,
        every_rank.possible_rank,
        coalesce(counts.replicates_at_rank, 0) as replicates_at_rank,
        sum(coalesce(counts.replicates_at_rank, 0)) over (
            partition by every_rank.case_number order by every_rank.possible_rank
        ) as replicates_within_rank
    from every_rank
    left join counts
        on
            every_rank.case_number = counts.case_number
            and every_rank.possible_rank = counts.rank_of_unit
)

select
    method,
    geography,
    index_year,
    unit_id,
    possible_rank,
    cast({{ divide('replicates_at_rank', 'replicates') }} as decimal(9, 4)) as probability,
    cast({{ divide('replicates_within_rank', 'replicates') }} as decimal(9, 4))
        as probability_within,
    is_synthetic
from reached
