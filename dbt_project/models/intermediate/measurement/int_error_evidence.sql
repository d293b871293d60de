-- What a home knows of the error of an indicator: the mean squared error of one figure, by where it
-- is known from, and from how many independent observations. Of a figure of an agency: how agencies
-- of one unit differ from it in their change since the year before (what sets an agency apart for
-- good is no error) and, beside it, within a year; and what corrections changed. Of a figure of a
-- unit: how what is reported differs from what is measured.
{% set square_of = "cast(pow(cast(%s as double), 2) as decimal(38, 18))" %}

with

values_now as (
    select *
    from {{ ref('int_agency_values') }}
    where vintage = 'now'
),

with_earlier as (
    select
        *,
        x - lag(x) over (
            partition by method, node_id, unit_id, agency_id order by index_year
        ) as change
    from values_now
),

deviations as (
    select
        method,
        node_id,
        x - avg(x) over (partition by method, node_id, unit_id, index_year) as from_unit,
        change - avg(change) over (partition by method, node_id, unit_id, index_year)
            as from_change_of_unit,
        1 - 1.0 / count(x) over (partition by method, node_id, unit_id, index_year)
            as freedom,
        case
            when change is not null
                then 1 - 1.0 / count(change) over (
                    partition by method, node_id, unit_id, index_year
                )
        end as freedom_of_change
    from with_earlier
),

spread as (
    select
        method,
        node_id,
        sum({{ square_of % 'from_unit' }}) as squares,
        sum(cast(freedom as decimal(18, 12))) as observations,
        sum({{ square_of % 'from_change_of_unit' }}) / 2 as squares_of_change,
        sum(cast(freedom_of_change as decimal(18, 12))) as observations_of_change
    from deviations
    group by method, node_id
),

corrected as (
    select
        now.method,
        now.node_id,
        sum({{ square_of % '(now.x - first.x)' }}) as squares,
        count(*) as observations
    from values_now as now
    inner join {{ ref('int_agency_values') }} as first
        on
            now.method = first.method
            and now.node_id = first.node_id
            and now.unit_id = first.unit_id
            and now.agency_id = first.agency_id
            and now.index_year = first.index_year
            and first.vintage = 'first'
    where now.x != first.x
    group by now.method, now.node_id
),

differences as (
    select
        evidence.method,
        evidence.node_id,
        reported.normalised - measured.normalised as difference
    from {{ ref('measurement_evidence') }} as evidence
    inner join {{ ref('int_leaf_scores') }} as reported
        on evidence.method = reported.method and evidence.node_id = reported.node_id
    inner join {{ ref('int_leaf_scores') }} as measured
        on
            evidence.method = measured.method
            and evidence.other_node_id = measured.node_id
            and reported.vintage = measured.vintage
            and reported.geography = measured.geography
            and reported.unit_id = measured.unit_id
            and reported.index_year = measured.index_year
    inner join {{ ref('int_unit_scores') }} as units
        on
            reported.method = units.method
            and reported.geography = units.geography
            and reported.unit_id = units.unit_id
            and reported.index_year = units.index_year
            and not units.is_restated
    where
        evidence.source = 'measured'
        and reported.vintage = 'now'
        and reported.normalised is not null
        and measured.normalised is not null
),

from_the_mean as (
    select
        method,
        node_id,
        difference - avg(difference) over (partition by method, node_id) as deviation,
        count(*) over (partition by method, node_id) - 1 as observations
    from differences
),

found as (
    select
        method,
        node_id,
        'agencies_over_years' as evidence,
        squares_of_change as squares,
        observations_of_change as observations
    from spread

    union all

    select
        method,
        node_id,
        'agencies_in_a_year' as evidence,
        squares,
        observations
    from spread

    union all

    select
        method,
        node_id,
        'corrections' as evidence,
        squares,
        observations
    from corrected

    union all

    select
        method,
        node_id,
        'measured' as evidence,
        sum({{ square_of % 'deviation' }}) as squares,
        max(observations) as observations
    from from_the_mean
    group by method, node_id
)

-- Of few observations the error may be larger than it seems: the variance of Student's
-- distribution, n / (n - 2).
select
    method,
    node_id,
    evidence,
    cast(observations as decimal(18, 2)) as observations,
    cast(cast(squares as double) / (cast(observations as double) - 2) as decimal(38, 12))
        as mean_square
from found
where observations > 2
