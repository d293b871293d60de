-- The standard error of the figure of a unit, on the scale of its indicator: the largest that the
-- evidence speaks of, for each sees a part of the error and none more than there is. Beside it
-- stands that agencies are missing: as a sample without replacement of those that are due.
{% set evidence_of_agencies = ['agencies_over_years', 'agencies_in_a_year', 'corrections'] %}

with

evidence as (
    select
        found.method,
        found.node_id,
        {% for evidence in evidence_of_agencies + ['measured'] %}
            max(case when found.evidence = '{{ evidence }}' then found.mean_square end)
                as {{ evidence }}
            {%- if not loop.last %},{% endif %}

        {% endfor %}
    from {{ ref('int_error_evidence') }} as found
    inner join {{ ref('measurement_evidence') }} as admitted
        on
            found.method = admitted.method
            and found.node_id = admitted.node_id
            and found.evidence like admitted.source || '%'
    inner join {{ ref('uncertainty_rule') }} as rules
        on found.method = rules.method and found.observations >= rules.minimum_observations
    group by found.method, found.node_id
),

declared as (
    select
        evidence.method,
        evidence.node_id,
        max(case when evidence.source = 'counts' then {{ width_of_scale('rules') }} end)
            as width_of_counts,
        max(case when evidence.source = 'declared' then evidence.standard_error end)
            as standard_error
    from {{ ref('measurement_evidence') }} as evidence
    inner join {{ ref('node_rule') }} as rules
        on evidence.method = rules.method and evidence.node_id = rules.node_id
    group by evidence.method, evidence.node_id
),

first_values as (
    select
        method,
        node_id,
        unit_id,
        agency_id,
        index_year,
        x
    from {{ ref('int_agency_values') }}
    where vintage = 'first'
),

members as (
    select
        own.method,
        own.node_id,
        geography.geography,
        geography.unit_id,
        own.index_year,
        own.pooling,
        own.weight,
        own.x,
        case when own.x = first_values.x or first_values.x is null then own.weight else 0 end
            as weight_not_corrected
    from {{ ref('int_agency_values') }} as own
    inner join {{ ref('int_unit_geography') }} as geography
        on own.unit_id = geography.source_unit_id
    left join first_values
        on
            own.method = first_values.method
            and own.node_id = first_values.node_id
            and own.unit_id = first_values.unit_id
            and own.agency_id = first_values.agency_id
            and own.index_year = first_values.index_year
    where own.vintage = 'now'
),

-- How many times the squared error of one agency goes into that of the unit. "any" hangs on the one
-- agency that says yes, or on each where none does.
parts as (
    select
        method,
        node_id,
        geography,
        unit_id,
        index_year,
        case
            when pooling = 'sum' then cast(count(*) as double)
            when pooling = 'any'
                then case count(case when x > 0 then 1 end)
                    when 0 then cast(count(*) as double)
                    when 1 then 1
                    else 0
                end
            else
                cast(sum(cast(pow(cast(weight as double), 2) as decimal(38, 6))) as double)
                / nullif(pow(cast(sum(weight) as double), 2), 0)
        end as part_of_agency,
        case
            when pooling = 'sum'
                then cast(count(case when weight_not_corrected > 0 then 1 end) as double)
            when pooling = 'any' then 1
            else
                cast(
                    sum(cast(pow(cast(weight_not_corrected as double), 2) as decimal(38, 6)))
                    as double
                ) / nullif(pow(cast(sum(weight) as double), 2), 0)
        end as part_of_uncorrected
    from members
    group by method, node_id, geography, unit_id, index_year, pooling
),

-- A sum per predecessor errs by as much less as it is less than the sum.
leaves as (
    select
        leaves.*,
        case
            when rules.merge_policy = 'per_predecessor' and leaves.numerator != 0
                then pow(cast({{ divide('leaves.value', 'leaves.numerator') }} as double), 2)
            else 1
        end as part_of_sum
    from {{ ref('int_leaf_scores') }} as leaves
    inner join {{ ref('node_rule') }} as rules
        on leaves.method = rules.method and leaves.node_id = rules.node_id
    where leaves.vintage = 'now' and leaves.status = 'reported'
),

figures as (
    select
        leaves.method,
        leaves.geography,
        leaves.unit_id,
        leaves.index_year,
        leaves.node_id,
        evidence.measured,
        leaves.part_of_sum * parts.part_of_agency
        * coalesce(evidence.agencies_over_years, evidence.agencies_in_a_year) as of_agencies,
        leaves.part_of_sum * parts.part_of_uncorrected * evidence.corrections as of_corrections,
        leaves.part_of_sum * parts.part_of_agency * evidence.agencies_in_a_year
        * greatest(1 - cast(leaves.agencies_reported as double) / leaves.agencies_due, 0)
            as of_missing_agencies,
        pow(cast(declared.standard_error as double), 2) as as_declared,
        case
            when declared.width_of_counts > 0
                then
                    cast(leaves.numerator + 1 as double)
                    * cast(leaves.denominator - leaves.numerator + 1 as double)
                    / pow(cast(leaves.denominator + 2 as double), 3)
                    / pow(cast(declared.width_of_counts as double), 2)
        end as of_counts
    from leaves
    inner join declared
        on leaves.method = declared.method and leaves.node_id = declared.node_id
    left join evidence
        on leaves.method = evidence.method and leaves.node_id = evidence.node_id
    left join parts
        on
            leaves.method = parts.method
            and leaves.node_id = parts.node_id
            and leaves.geography = parts.geography
            and leaves.unit_id = parts.unit_id
            and leaves.index_year = parts.index_year
)

select
    method,
    geography,
    unit_id,
    index_year,
    node_id,
    sqrt(
        greatest(measured, of_agencies, of_corrections, as_declared, of_counts)
        + coalesce(of_missing_agencies, 0)
    ) as standard_error
from figures
where coalesce(measured, of_agencies, of_corrections, as_declared, of_counts) is not null
