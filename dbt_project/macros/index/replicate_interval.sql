{# Median and interval of a value over the replicates of each assessed unit, as a query: the smallest
   value that so large a part of the replicates does not exceed. From counts of equal values, so
   that nothing has to be sorted. #}
{% macro replicate_interval(relation, value) -%}
select
    places.case_number,
    min(case when places.reached >= 0.5 * places.replicates then places.value end) as median,
    min(case when places.reached >= rules.interval_from * places.replicates then places.value end)
        as lower_end,
    min(case when places.reached >= rules.interval_to * places.replicates then places.value end)
        as upper_end,
    max(places.replicates) as replicates
from (
    select
        counts.case_number,
        counts.value,
        sum(counts.occurrences) over (
            partition by counts.case_number order by counts.value
        ) as reached,
        sum(counts.occurrences) over (partition by counts.case_number) as replicates
    from (
        select
            case_number,
            {{ value }} as value,
            count(*) as occurrences
        from {{ relation }}
        group by case_number, {{ value }}
    ) as counts
) as places
inner join {{ ref('int_assessed_units') }} as cases on places.case_number = cases.case_number
inner join {{ ref('uncertainty_rule') }} as rules on cases.method = rules.method
group by places.case_number
{%- endmacro %}
