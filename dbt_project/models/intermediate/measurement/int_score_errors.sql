-- The standard error of the score of a unit: the errors of its indicators, independent of one
-- another, by how much each moves the score. Indicators of whose error nothing is known are taken
-- to be as uncertain as the others; where more than the method allows are, nothing is said.
with

indicators as (
    select
        slopes.method,
        slopes.geography,
        slopes.unit_id,
        slopes.index_year,
        slopes.slope,
        case when errors.standard_error is not null then slopes.slope else 0 end as slope_known,
        coalesce(slopes.slope * errors.standard_error, 0) as points
    from {{ ref('int_leaf_slopes') }} as slopes
    left join {{ ref('int_figure_errors') }} as errors
        on
            slopes.method = errors.method
            and slopes.geography = errors.geography
            and slopes.unit_id = errors.unit_id
            and slopes.index_year = errors.index_year
            and slopes.node_id = errors.node_id
),

sums as (
    select
        method,
        geography,
        unit_id,
        index_year,
        {% for term, name in [
            ('slope', 'points'), ('slope_known', 'points_known'),
            ('pow(slope, 2)', 'squares'), ('pow(slope_known, 2)', 'squares_known'),
            ('pow(points, 2)', 'error_known'),
        ] %}
            cast(sum(cast({{ term }} as decimal(38, 12))) as double) as {{ name }}
            {%- if not loop.last %},{% endif %}

        {% endfor %}
    from indicators
    group by method, geography, unit_id, index_year
)

select
    sums.method,
    sums.geography,
    sums.unit_id,
    sums.index_year,
    cast(sums.points_known / nullif(sums.points, 0) as decimal(9, 4)) as known_share,
    case
        when sums.points_known >= cast(rules.known_share as double) * sums.points
            then cast(
                sqrt(sums.error_known * sums.squares / nullif(sums.squares_known, 0))
                as decimal(38, 12)
            )
    end as standard_error
from sums
inner join {{ ref('uncertainty_rule') }} as rules on sums.method = rules.method
