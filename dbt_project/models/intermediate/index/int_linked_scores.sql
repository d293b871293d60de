-- One series over two methods, linked at the year declared in both: up to it the older method's
-- score, after it the newer one's moved to the older's level, older(overlap) * newer(year) /
-- newer(overlap). Without a ranked score of both methods in the overlap year there is no link, and
-- ranks are never linked.
with

scores as (
    select
        method,
        geography,
        unit_id,
        index_year,
        case when not_ranked_reason is null then score end as score
    from {{ ref('int_unit_scores') }}
),

joined as (
    select
        links.method,
        links.previous_method,
        links.overlap_year,
        newer.geography,
        newer.unit_id,
        older.score as older_score,
        newer.score as newer_score
    from {{ ref('method_link') }} as links
    inner join scores as newer
        on links.method = newer.method and links.overlap_year = newer.index_year
    inner join scores as older
        on
            links.previous_method = older.method
            and links.overlap_year = older.index_year
            and newer.geography = older.geography
            and newer.unit_id = older.unit_id
)

select
    joined.method,
    joined.previous_method,
    joined.overlap_year,
    scores.geography,
    scores.unit_id,
    scores.index_year,
    scores.score,
    cast(
        case
            when scores.method = joined.previous_method then scores.score
            else {{ divide(
                scaled('joined.older_score', 'scores.score'), 'joined.newer_score'
            ) }}
        end as decimal(18, 6)
    ) as linked_score
from joined
inner join scores
    on
        joined.geography = scores.geography
        and joined.unit_id = scores.unit_id
        and (
            (
                joined.previous_method = scores.method
                and joined.overlap_year >= scores.index_year
            )
            or (joined.method = scores.method and joined.overlap_year < scores.index_year)
        )
where joined.older_score is not null and joined.newer_score is not null
