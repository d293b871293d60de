-- The middle of every part and pillar over the ranked units of one method, geography and year: what
-- a unit's own share is held against. Of an even number of units it is the mean of the two in the
-- middle.
with

shares as (
    select
        scores.method,
        scores.geography,
        scores.index_year,
        scores.node_id,
        scores.normalised as share,
        scores.is_synthetic,
        row_number() over (
            partition by
                scores.method, scores.geography, scores.index_year, scores.node_id
            order by scores.normalised asc, scores.unit_id asc
        ) as place,
        count(*) over (
            partition by scores.method, scores.geography, scores.index_year, scores.node_id
        ) as units
    from {{ ref('mart_csi_score') }} as scores
    inner join {{ ref('dim_method_node') }} as nodes
        on scores.method = nodes.method and scores.node_id = nodes.node_id
    inner join {{ ref('mart_csi_ranking') }} as ranking
        on
            scores.method = ranking.method
            and scores.geography = ranking.geography
            and scores.unit_id = ranking.unit_id
            and scores.index_year = ranking.index_year
    where
        nodes.node_kind in ('part', 'pillar')
        and ranking.rank is not null
        and scores.normalised is not null
),

medians as (
    select
        method,
        geography,
        index_year,
        node_id,
        max(units) as units,
        max(case when is_synthetic then 1 else 0 end) = 1 as is_synthetic,
        {{ divide(
            'sum(case when 2 * place between units and units + 2 then share end)',
            'count(case when 2 * place between units and units + 2 then share end)'
        ) }} as median_share
    from shares
    group by method, geography, index_year, node_id
),

graded as (
    select
        medians.method,
        medians.geography,
        medians.index_year,
        medians.node_id,
        min(bands.grade) as median_grade
    from medians
    inner join {{ ref('method_version') }} as methods on medians.method = methods.method
    inner join {{ ref('band') }} as bands
        on
            medians.method = bands.method
            and medians.median_share * methods.scale_max >= bands.score_from
    group by medians.method, medians.geography, medians.index_year, medians.node_id
)

select
    medians.method,
    medians.geography,
    medians.index_year,
    medians.node_id,
    nodes.node_kind,
    nodes.node_sort_order,
    nodes.node_name_vi,
    nodes.node_name_en,
    cast(medians.units as integer) as units,
    cast(round(medians.median_share, 4) as decimal(9, 4)) as median_share,
    graded.median_grade,
    medians.is_synthetic
from medians
inner join {{ ref('dim_method_node') }} as nodes
    on medians.method = nodes.method and medians.node_id = nodes.node_id
left join graded
    on
        medians.method = graded.method
        and medians.geography = graded.geography
        and medians.index_year = graded.index_year
        and medians.node_id = graded.node_id
