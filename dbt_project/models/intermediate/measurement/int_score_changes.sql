-- The change of a score since the baseline year, how often an error of the data alone would bring
-- it about, and, over all units of the year together, the smallest rate of false discoveries at
-- which the unit is one (Benjamini and Hochberg).
{% set unit_year = ['method', 'geography', 'unit_id', 'index_year'] %}

with

changes as (
    select
        now.case_number,
        {% for key in unit_year %}
            now.{{ key }},
        {% endfor %}
        baselines.case_number as baseline_case_number,
        baselines.index_year as baseline_year,
        now.score - baselines.score as score_change,
        sqrt(
            pow(cast(errors.standard_error as double), 2)
            + pow(cast(baseline_errors.standard_error as double), 2)
        ) as standard_error,
        now.is_synthetic
    from {{ ref('int_assessed_units') }} as now
    inner join {{ ref('method_version') }} as methods on now.method = methods.method
    inner join {{ ref('int_assessed_units') }} as baselines
        on
            now.assessment_number = baselines.assessment_number
            and now.unit_id = baselines.unit_id
            and now.index_year > baselines.index_year
            and methods.baseline_year = baselines.index_year
    left join {{ ref('int_score_errors') }} as errors
        on
            {% for key in unit_year %}
                now.{{ key }} = errors.{{ key }}
                {%- if not loop.last %} and{% endif %}

            {% endfor %}
    left join {{ ref('int_score_errors') }} as baseline_errors
        on
            {% for key in unit_year %}
                baselines.{{ key }} = baseline_errors.{{ key }}
                {%- if not loop.last %} and{% endif %}

            {% endfor %}
),

with_chance as (
    select
        *,
        case
            when standard_error is null then null
            when score_change = 0 then 1
            when standard_error = 0 then 0
            else {{ two_sided_probability('(cast(score_change as double) / standard_error)') }}
        end as chance
    from changes
),

placed as (
    select
        *,
        count(chance) over (partition by method, geography, index_year) as units,
        row_number() over (
            partition by method, geography, index_year order by chance asc nulls last, unit_id asc
        ) as place
    from with_chance
)

select
    case_number,
    baseline_case_number,
    method,
    geography,
    unit_id,
    index_year,
    baseline_year,
    score_change,
    standard_error,
    cast(chance as decimal(18, 6)) as chance,
    cast(
        case
            when chance is not null
                then min(chance * units / place) over (
                    partition by method, geography, index_year
                    order by place desc
                    rows between unbounded preceding and current row
                )
        end
        as decimal(18, 6)
    ) as false_discoveries,
    is_synthetic
from placed
