-- The standard error of the score of a unit: the errors of its indicators, independent of one
-- another, by how much each moves the score. Indicators of whose error nothing is known are taken
-- to be as uncertain as the others; where more than the method allows are, nothing is said.
{% set unit_year = 'slopes.method, slopes.geography, slopes.unit_id, slopes.index_year' %}

with

-- The largest slope is taken out, so that squares add up as decimals on every scale.
indicators as (
    select
        slopes.method,
        slopes.geography,
        slopes.unit_id,
        slopes.index_year,
        max(slopes.slope) over (partition by {{ unit_year }}) as largest_slope,
        slopes.slope / max(slopes.slope) over (partition by {{ unit_year }}) as part,
        errors.standard_error
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
        max(largest_slope) as largest_slope,
        {% for term, name in [
            ('part', 'parts'),
            ('case when standard_error is not null then part end', 'parts_known'),
            ('pow(part, 2)', 'squares'),
            ('case when standard_error is not null then pow(part, 2) end', 'squares_known'),
            ('pow(part * standard_error, 2)', 'squared_error_known'),
        ] %}
            cast(sum(cast({{ term }} as decimal(38, 22))) as double) as {{ name }}
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
    cast(coalesce(sums.parts_known, 0) / sums.parts as decimal(9, 4)) as known_share,
    case
        when sums.parts_known >= cast(rules.known_share as double) * sums.parts
            then cast(
                sums.largest_slope
                * sqrt(sums.squared_error_known * sums.squares / sums.squares_known)
                as decimal(38, 12)
            )
    end as standard_error
from sums
inner join {{ ref('uncertainty_rule') }} as rules on sums.method = rules.method
