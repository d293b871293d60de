-- What the index of a unit lacks while one report of a whole year is held: the share of its
-- figures that the report would bring, and whether the unit has no rank meanwhile. Only whole years
-- feed the index, and each agency that owes a figure brings an equal part of it.
with

held as (
    select
        submission_id,
        form,
        unit_id,
        index_year,
        is_synthetic
    from {{ ref('mart_report_status') }}
    where status = 'held' and scope = 'own' and period_kind = 'year' and submission_id is not null
),

shares_of_forms as (
    select
        scores.method,
        scores.geography,
        scores.unit_id,
        scores.index_year,
        nodes.form,
        sum({{ divide('nodes.whole_share', 'scores.agencies_due') }}) as data_share
    from {{ ref('mart_csi_score') }} as scores
    inner join {{ ref('dim_method_node') }} as nodes
        on scores.method = nodes.method and scores.node_id = nodes.node_id
    where scores.agencies_due > 0
    group by scores.method, scores.geography, scores.unit_id, scores.index_year, nodes.form
)

select
    held.submission_id,
    shares.method,
    shares.geography,
    shares.unit_id,
    shares.index_year,
    cast(round(shares.data_share, 4) as decimal(9, 4)) as data_share,
    ranking.coverage,
    ranking.rank is null as is_unranked,
    held.is_synthetic
from held
inner join shares_of_forms as shares
    on
        held.form = shares.form
        and held.unit_id = shares.unit_id
        and held.index_year = shares.index_year
inner join {{ ref('mart_csi_ranking') }} as ranking
    on
        shares.method = ranking.method
        and shares.geography = ranking.geography
        and shares.unit_id = ranking.unit_id
        and shares.index_year = ranking.index_year
