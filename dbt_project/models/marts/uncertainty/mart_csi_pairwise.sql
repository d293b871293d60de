-- How often one unit stands above another in the latest year of its geography, over the same
-- replicates for both. Whether two units can be told apart is read from here and nowhere else.
with

places as (
    select
        cases.assessment_number,
        scores.case_number,
        scores.replicate,
        scores.rank_of_unit
    from {{ ref('int_replicate_scores') }} as scores
    inner join {{ ref('int_assessed_units') }} as cases
        on scores.case_number = cases.case_number and cases.is_latest
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
),

shares as (
    select
        case_number,
        other_case_number,
        cast({{ divide('above', 'replicates') }} as decimal(9, 4)) as probability_above,
        cast({{ divide('below', 'replicates') }} as decimal(9, 4)) as probability_below,
        cast({{ divide('replicates - above - below', 'replicates') }} as decimal(9, 4))
            as probability_tied
    from both_ways
)

select
    units.method,
    units.geography,
    units.index_year,
    units.unit_id,
    others.unit_id as other_unit_id,
    shares.probability_above,
    shares.probability_tied,
    case
        when shares.probability_above >= rules.clear_probability then 'above'
        when shares.probability_below >= rules.clear_probability then 'below'
        else 'not_told_apart'
    end as verdict,
    units.is_synthetic
from shares
inner join {{ ref('int_assessed_units') }} as units on shares.case_number = units.case_number
inner join {{ ref('int_assessed_units') }} as others
    on shares.other_case_number = others.case_number
inner join {{ ref('uncertainty_rule') }} as rules on units.method = rules.method
