-- Whom each count of the country is made of: who knows a summand. Today's unit knows what it and
-- the units it was made from reported, so those count as one contributor; an agency knows less than
-- its unit does.
with

successors as (
    select
        unit_id,
        min(successor_unit_id) as successor_unit_id
    from {{ ref('dim_unit_lineage') }}
    group by unit_id
),

counts as (
    select
        'incident_types' as form,
        period,
        incident_type as line,
        '-' as breakdown,
        'incidents' as counted,
        unit_id,
        incidents as amount
    from {{ ref('mart_incident_count') }}
    union all
    select
        'incident_types' as form,
        period,
        incident_type as line,
        '-' as breakdown,
        'handled' as counted,
        unit_id,
        handled as amount
    from {{ ref('mart_incident_count') }}
    union all
    select
        form,
        period,
        line,
        breakdown,
        'total' as counted,
        unit_id,
        total as amount
    from {{ ref('mart_directive_figure') }}
    union all
    select
        form,
        period,
        line,
        breakdown,
        'denominator' as counted,
        unit_id,
        denominator as amount
    from {{ ref('mart_directive_figure') }}
    where total is not null
)

select
    counts.form,
    counts.period,
    counts.line,
    counts.breakdown,
    counts.counted,
    coalesce(successors.successor_unit_id, counts.unit_id) as contributor,
    cast(sum(counts.amount) as decimal(38, 12)) as contribution
from counts
left join successors on counts.unit_id = successors.unit_id
where counts.amount is not null
group by
    counts.form,
    counts.period,
    counts.line,
    counts.breakdown,
    counts.counted,
    coalesce(successors.successor_unit_id, counts.unit_id)
