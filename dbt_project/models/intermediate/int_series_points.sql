-- The points of three series of every unit, none of them drawn yet. As reported: in the borders and
-- under the method of the time. Restated: today's units, their predecessors merged by the policy of
-- each indicator, under one method. Linked: two methods joined at the year declared in both, or
-- both as they are where no link is declared or the unit was not ranked then. A score without a
-- rank is held down by missing reports and is no point of a series.
with

scores as (
    select
        method,
        geography,
        unit_id,
        index_year,
        is_restated,
        case when not_ranked_reason is null then cast(score as decimal(18, 6)) end as score,
        case when not_ranked_reason is null then grade end as grade,
        not_ranked_reason,
        is_synthetic
    from {{ ref('int_unit_scores') }}
    where season = 'complete'
),

-- Before the first year of a method, the one it follows was in force.
methods as (
    select
        methods.method,
        previous.method as previous_method,
        case
            when previous.method is not null
                then cast(substring(methods.valid_from, 1, 4) as integer)
        end as first_year
    from {{ ref('method_version') }} as methods
    left join {{ ref('method_version') }} as previous
        on methods.derived_from = previous.method and previous.is_computable
    where methods.is_computable
),

as_reported as (
    select
        methods.method,
        'as_reported' as series,
        scores.geography,
        scores.unit_id,
        scores.index_year,
        scores.method as computed_under,
        scores.score,
        scores.grade,
        scores.not_ranked_reason,
        scores.is_restated,
        scores.is_synthetic
    from methods
    inner join scores
        on
            (
                methods.method = scores.method
                and coalesce(methods.first_year, scores.index_year) <= scores.index_year
            )
            or (
                methods.previous_method = scores.method
                and methods.first_year > scores.index_year
            )
    where not scores.is_restated
),

successors as (
    select
        lineage.unit_id,
        lineage.successor_unit_id,
        units.geography,
        count(*) over (partition by lineage.successor_unit_id) as predecessors
    from {{ ref('unit_lineage') }} as lineage
    inner join {{ ref('unit') }} as units on lineage.successor_unit_id = units.unit_id
),

-- Where one unit became one, the years of the old one are its own; of several there is no score.
of_predecessors as (
    select
        as_reported.method,
        'as_reported' as series,
        successors.geography,
        successors.successor_unit_id as unit_id,
        as_reported.index_year,
        as_reported.computed_under,
        max(case when successors.predecessors = 1 then as_reported.score end) as score,
        max(case when successors.predecessors = 1 then as_reported.grade end) as grade,
        max(
            case
                when successors.predecessors > 1 then 'several_predecessors'
                else as_reported.not_ranked_reason
            end
        ) as not_ranked_reason,
        true as is_restated,
        max(case when as_reported.is_synthetic then 1 else 0 end) = 1 as is_synthetic
    from as_reported
    inner join successors on as_reported.unit_id = successors.unit_id
    group by
        as_reported.method, successors.geography, successors.successor_unit_id,
        as_reported.index_year, as_reported.computed_under
),

restated as (
    select
        scores.method,
        'restated' as series,
        scores.geography,
        scores.unit_id,
        scores.index_year,
        scores.method as computed_under,
        scores.score,
        scores.grade,
        scores.not_ranked_reason,
        scores.is_restated,
        scores.is_synthetic
    from scores
    inner join {{ ref('geography') }} as geography on scores.geography = geography.geography
    where geography.is_current
),

links as (
    select
        methods.method,
        links.previous_method,
        links.overlap_year
    from methods
    left join {{ ref('method_link') }} as links on methods.method = links.method
),

linked as (
    select
        links.method,
        'linked' as series,
        scores.geography,
        scores.unit_id,
        scores.index_year,
        case when moved.method is null then scores.method else links.previous_method end
            as computed_under,
        coalesce(moved.linked_score, scores.score) as score,
        case
            when moved.method is null or scores.method = links.previous_method then scores.grade
        end as grade,
        scores.not_ranked_reason,
        scores.is_restated,
        scores.is_synthetic
    from links
    inner join scores
        on
            (
                links.method = scores.method
                and coalesce(links.overlap_year, scores.index_year - 1) < scores.index_year
            )
            or (
                links.previous_method = scores.method
                and links.overlap_year >= scores.index_year
            )
    left join {{ ref('int_linked_scores') }} as moved
        on
            links.method = moved.method
            and scores.geography = moved.geography
            and scores.unit_id = moved.unit_id
            and scores.index_year = moved.index_year
)

{% for relation in ['as_reported', 'of_predecessors', 'restated', 'linked'] %}
    select
        method,
        series,
        geography,
        unit_id,
        index_year,
        computed_under,
        score,
        grade,
        not_ranked_reason,
        is_restated,
        is_synthetic
    from {{ relation }}
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
