-- The figure of a unit in each geography: its own, or that of its predecessors by the merge policy
-- of the indicator. "pooled" is as if all their agencies were the unit's own; "per_predecessor"
-- asks of a merged unit, before and after the merger, what was asked of each it was made of.
{% set marks = ['late', 'waived', 'corrected', 'measured'] %}
with

predecessors as (
    select
        geography,
        unit_id,
        count(*) as predecessors
    from {{ ref('int_unit_geography') }}
    where source_unit_id != unit_id
    group by geography, unit_id
),

members as (
    select
        figures.vintage,
        figures.method,
        figures.node_id,
        geography.geography,
        geography.unit_id,
        figures.index_year,
        rules.pooling,
        rules.merge_policy,
        figures.agencies_due,
        figures.agencies_reported,
        figures.agencies_not_applicable,
        {% for mark in marks %}
            figures.agencies_{{ mark }},
        {% endfor %}
        figures.numerator,
        figures.denominator,
        figures.value,
        case when figures.value is not null then geography.population end as population,
        case
            when figures.value is null then 0
            when geography.source_unit_id != geography.unit_id then 1
            else coalesce(predecessors.predecessors, 1)
        end as predecessors
    from {{ ref('int_source_observations') }} as figures
    inner join {{ ref('int_unit_geography') }} as geography
        on figures.unit_id = geography.source_unit_id
    inner join {{ ref('node_rule') }} as rules
        on figures.method = rules.method and figures.node_id = rules.node_id
    left join predecessors
        on
            geography.geography = predecessors.geography
            and geography.unit_id = predecessors.unit_id
),

merged as (
    select
        vintage,
        method,
        node_id,
        geography,
        unit_id,
        index_year,
        pooling,
        merge_policy,
        {% for count in ['due', 'reported', 'not_applicable'] + marks %}
            cast(sum(agencies_{{ count }}) as bigint) as agencies_{{ count }},
        {% endfor %}
        cast(sum(numerator) as decimal(38, 12)) as numerator,
        cast(sum(denominator) as decimal(38, 12)) as denominator,
        count(value) as members_reported,
        sum(predecessors) as predecessors_reported,
        max(value) as highest,
        min(value) as lowest,
        sum(value) as sum_of_values,
        sum(population) as population,
        sum(cast(cast(population as double) * cast(value as double) as decimal(38, 12)))
            as value_of_population
    from members
    group by vintage, method, node_id, geography, unit_id, index_year, pooling, merge_policy
)

select
    vintage,
    method,
    node_id,
    geography,
    unit_id,
    index_year,
    agencies_due,
    agencies_reported,
    agencies_not_applicable,
    {% for mark in marks %}
        agencies_{{ mark }},
    {% endfor %}
    numerator,
    denominator,
    case
        when merge_policy = 'per_predecessor'
            then {{ divide('numerator', 'predecessors_reported') }}
        when members_reported < 2 then highest
        when merge_policy = 'any' then highest
        when merge_policy = 'all' then lowest
        when merge_policy = 'plain_mean' then {{ divide('sum_of_values', 'members_reported') }}
        when merge_policy = 'population_weighted'
            then {{ divide('value_of_population', 'population') }}
        when pooling in ('pooled', 'share_of_agencies')
            then {{ divide('numerator', 'denominator') }}
        when pooling = 'any' then highest
        when pooling = 'sum' then numerator
    end as value,
    case
        when agencies_reported > 0 then 'reported'
        when agencies_due = 0 and agencies_not_applicable > 0 then 'not_applicable'
        else 'not_reported'
    end as status
from merged
