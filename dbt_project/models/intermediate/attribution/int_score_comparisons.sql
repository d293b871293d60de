-- What a score is held against: the same unit a year before and in the baseline year, each of the
-- units it was made from, and the method that was in force then. Never a unit of today against
-- figures of a year before it existed taken apart: there are none.
with

ranked as (
    select
        states.method,
        states.geography,
        states.unit_id,
        states.index_year,
        scores.is_restated,
        scores.is_synthetic
    from {{ ref('int_score_states') }} as states
    inner join {{ ref('int_unit_scores') }} as scores
        on
            states.method = scores.method
            and states.geography = scores.geography
            and states.unit_id = scores.unit_id
            and states.index_year = scores.index_year
    where states.vintage = 'now'
),

methods as (
    select
        methods.method,
        methods.baseline_year,
        previous.method as previous_method,
        cast(substring(methods.valid_from, 1, 4) as integer) as first_year
    from {{ ref('method_version') }} as methods
    left join {{ ref('method_version') }} as previous
        on methods.derived_from = previous.method and previous.is_computable
    where methods.is_computable
),

kinds as (
    select 'baseline' as kind
    union all
    select 'year_before' as kind
),

-- Two rows in the year after the baseline year would be the same one: distinct.
earlier_years as (
    select distinct
        ranked.method,
        ranked.geography,
        ranked.unit_id,
        ranked.index_year,
        ranked.is_restated,
        ranked.is_synthetic,
        methods.previous_method,
        methods.first_year,
        case kinds.kind when 'baseline' then methods.baseline_year else ranked.index_year - 1 end
            as from_year
    from ranked
    inner join methods on ranked.method = methods.method
    cross join kinds
),

members as (
    select
        lineage.unit_id,
        lineage.successor_unit_id
    from {{ ref('unit_lineage') }} as lineage
    inner join {{ ref('unit') }} as units
        on lineage.successor_unit_id = units.unit_id and units.is_merged
),

against_units as (
    select
        *,
        unit_id as from_unit_id
    from earlier_years
    where from_year < index_year
    union all
    select
        earlier_years.*,
        members.unit_id as from_unit_id
    from earlier_years
    inner join members on earlier_years.unit_id = members.successor_unit_id
    where earlier_years.from_year < earlier_years.index_year and not earlier_years.is_restated
)

select
    method,
    geography,
    unit_id,
    index_year,
    method as from_method,
    from_unit_id,
    from_year,
    is_synthetic
from against_units

union all

select
    method,
    geography,
    unit_id,
    index_year,
    previous_method as from_method,
    from_unit_id,
    from_year,
    is_synthetic
from against_units
where previous_method is not null and from_year < first_year
