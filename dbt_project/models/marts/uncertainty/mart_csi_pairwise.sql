-- How often one unit stands above another, over the same replicates for both.
with

places as (
    select
        scores.assessment_number,
        scores.case_number,
        scores.replicate,
        scores.rank_of_unit
    from {{ ref('int_replicate_scores') }} as scores
    where scores.rank_of_unit is not null
),

pairs as (
    select
        one.case_number,
        other.case_number as other_case_number,
        count(*) as replicates,
        count(case when one.rank_of_unit < other.rank_of_unit then 1 end) as above,
        count(case when one.rank_of_unit > other.rank_of_unit then 1 end) as below
    from places as one
    inner join places as other
        on
            one.assessment_number = other.assessment_number
            and one.replicate = other.replicate
            and one.case_number < other.case_number
    group by one.case_number, other.case_number
),

both_ways as (
    select
        case_number,
        other_case_number,
        replicates,
        above,
        below
    from pairs

    union all

    select
        other_case_number as case_number,
        case_number as other_case_number,
        replicates,
        below as above,
        above as below
    from pairs
)

select
    units.method,
    units.geography,
    units.index_year,
    units.unit_id,
    others.unit_id as other_unit_id,
    cast({{ divide('both_ways.above', 'both_ways.replicates') }} as decimal(9, 4))
        as probability_above,
    cast(
        {{ divide(
            'both_ways.replicates - both_ways.above - both_ways.below', 'both_ways.replicates'
        ) }} as decimal(9, 4)
    ) as probability_tied,
    units.is_synthetic
from both_ways
inner join {{ ref('int_assessed_units') }} as units on both_ways.case_number = units.case_number
inner join {{ ref('int_assessed_units') }} as others
    on both_ways.other_case_number = others.case_number
