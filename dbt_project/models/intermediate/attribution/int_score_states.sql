-- The score of every ranked unit and year in two states: on the data as first known (each report as
-- it was on the day of its deadline, or as first sent where none is known) and on the data as known
-- now. Data first known that gave no rank was never a score: there, the first state is the one of
-- now.
with

first_known_observations as (
    {{ observations('was_counting') }}
),

first_known_agencies as (
    {{ agency_observations(ref('int_due_figures'), 'first_known_observations') }}
),

first_known_sources as (
    {{ source_observations('first_known_agencies') }}
),

first_known_units as (
    {{ unit_observations('first_known_sources') }}
),

first_known_leaves as (
    {{ leaf_scores(ref('int_unit_years'), 'first_known_units') }}
),

first_known_nodes as (
    {{ node_scores(ref('int_unit_years'), 'first_known_leaves') }}
),

first_known as (
    select
        nodes.method,
        nodes.geography,
        nodes.unit_id,
        nodes.index_year,
        {{ round_half_up(
            'cast(nodes.normalised * methods.scale_max as decimal(38, 12))', 'rules.decimals'
        ) }} as score
    from first_known_nodes as nodes
    inner join {{ ref('method_version') }} as methods on nodes.method = methods.method
    inner join {{ ref('node_rule') }} as rules
        on nodes.method = rules.method and nodes.node_id = rules.node_id
    where
        nodes.parent_id is null
        and nodes.status = 'reported'
        and round(round(nodes.coverage, 8), 4) >= rules.minimum_coverage
),

known_now as (
    select
        method,
        geography,
        unit_id,
        index_year,
        score
    from {{ ref('int_unit_scores') }}
    where season = 'complete' and not_ranked_reason is null
)

select
    method,
    geography,
    unit_id,
    index_year,
    'now' as known,
    cast(score as decimal(38, 12)) as score
from known_now

union all

select
    coalesce(first_known.method, known_now.method) as method,
    coalesce(first_known.geography, known_now.geography) as geography,
    coalesce(first_known.unit_id, known_now.unit_id) as unit_id,
    coalesce(first_known.index_year, known_now.index_year) as index_year,
    'first' as known,
    cast(coalesce(first_known.score, known_now.score) as decimal(38, 12)) as score
from first_known
full outer join known_now
    on
        first_known.method = known_now.method
        and first_known.geography = known_now.geography
        and first_known.unit_id = known_now.unit_id
        and first_known.index_year = known_now.index_year
