-- The score of every indicator under every choice of normalisation and of what missing data mean.
-- The relative alternatives look at the assessed units of all years together, so that a change
-- over time is one. What lies below a node without a score is missing as that node is, and where
-- the method decides what that means the node has a row of its own: it earns nothing, whatever
-- floor its members would have had. What is missing and shares its weight is no row here, nor is
-- what is not applicable.
{% set peers = 'partition by cells.assessment_number, cells.node_id' %}

with

schemes as (
    select
        method,
        scheme_number,
        normalisation,
        missing
    from {{ ref('int_replicates') }}
    group by method, scheme_number, normalisation, missing
),

assessed_nodes as (
    select
        cases.method,
        cases.geography,
        cases.unit_id,
        cases.index_year,
        cases.assessment_number,
        cases.case_number,
        points.node_id,
        points.lost_by_policy,
        parents.lost_by_policy is not null as is_below_missing
    from {{ ref('int_assessed_units') }} as cases
    inner join {{ ref('int_node_points') }} as points
        on
            cases.method = points.method
            and cases.geography = points.geography
            and cases.unit_id = points.unit_id
            and cases.index_year = points.index_year
    inner join {{ ref('int_node_points') }} as parents
        on
            points.method = parents.method
            and points.geography = parents.geography
            and points.unit_id = parents.unit_id
            and points.index_year = parents.index_year
            and points.parent_id = parents.node_id
),

cells as (
    select
        nodes.method,
        nodes.assessment_number,
        nodes.case_number,
        nodes.node_id,
        case when nodes.lost_by_policy is null then leaves.status else 'not_reported' end
            as status,
        nodes.lost_by_policy as missing_policy,
        nodes.is_below_missing,
        cast(leaves.normalised as double) as x
    from assessed_nodes as nodes
    inner join {{ ref('int_leaf_scores') }} as leaves
        on
            nodes.method = leaves.method
            and nodes.geography = leaves.geography
            and nodes.unit_id = leaves.unit_id
            and nodes.index_year = leaves.index_year
            and nodes.node_id = leaves.node_id
            and leaves.vintage = 'now'
    where leaves.status != 'not_applicable'
),

-- The highest ones: what is below them is missing with them.
missing_nodes as (
    select
        nodes.case_number,
        nodes.method,
        nodes.node_id
    from assessed_nodes as nodes
    inner join {{ ref('node_rule') }} as rules
        on nodes.method = rules.method and nodes.node_id = rules.node_id
    where
        rules.form is null
        and nodes.lost_by_policy = 'no_points'
        and not nodes.is_below_missing
),

among_peers as (
    select
        *,
        min(cells.x) over ({{ peers }}) as lowest,
        max(cells.x) over ({{ peers }}) as highest,
        count(cells.x) over ({{ peers }}) as units_reported,
        rank() over ({{ peers }} order by cells.x asc nulls last) as place_from_worst,
        row_number() over (
            {{ peers }}
            order by cells.x asc nulls last, cells.case_number asc
        ) as place
    from cells
),

-- Where all units are equal, nobody is behind the best.
normalised as (
    select
        schemes.scheme_number,
        schemes.missing,
        among_peers.method,
        among_peers.assessment_number,
        among_peers.case_number,
        among_peers.node_id,
        among_peers.status,
        among_peers.missing_policy,
        among_peers.is_below_missing,
        among_peers.units_reported,
        among_peers.place,
        case
            when among_peers.x is null then null
            when schemes.normalisation = 'observed_minmax'
                then coalesce(
                    (among_peers.x - among_peers.lowest)
                    / nullif(among_peers.highest - among_peers.lowest, 0),
                    1
                )
            when schemes.normalisation = 'percentile'
                then cast(among_peers.place_from_worst as double) / among_peers.units_reported
            when schemes.normalisation = 'ratio_to_best'
                then coalesce(among_peers.x / nullif(among_peers.highest, 0), 1)
            else among_peers.x
        end as x
    from among_peers
    inner join schemes on among_peers.method = schemes.method
),

medians as (
    select
        scheme_number,
        assessment_number,
        node_id,
        x as median
    from normalised
    where place = floor((units_reported + 1) / 2)
)

select
    normalised.scheme_number,
    normalised.case_number,
    normalised.node_id,
    node.node_level,
    node.sort_order as node_order,
    normalised.missing = 'method' and normalised.is_below_missing as is_below_missing,
    cast(
        case
            when normalised.status = 'reported' then normalised.x
            when normalised.missing = 'peers_median' then coalesce(medians.median, 0)
            else 0
        end as double
    ) as x
from normalised
inner join {{ ref('node') }} as node
    on normalised.method = node.method and normalised.node_id = node.node_id
left join medians
    on
        normalised.scheme_number = medians.scheme_number
        and normalised.assessment_number = medians.assessment_number
        and normalised.node_id = medians.node_id
where
    normalised.status = 'reported'
    or normalised.missing = 'peers_median'
    or (normalised.missing = 'method' and normalised.missing_policy != 'share_weight')

union all

select
    schemes.scheme_number,
    missing_nodes.case_number,
    missing_nodes.node_id,
    node.node_level,
    node.sort_order as node_order,
    false as is_below_missing,
    cast(0 as double) as x
from missing_nodes
inner join schemes on missing_nodes.method = schemes.method and schemes.missing = 'method'
inner join {{ ref('node') }} as node
    on missing_nodes.method = node.method and missing_nodes.node_id = node.node_id
