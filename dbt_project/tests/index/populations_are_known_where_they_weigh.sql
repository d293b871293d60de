-- Every predecessor that reported has a population where a merge goes by population.
{{ config(meta={'dagster': {'ref': {'name': 'int_source_observations'}}}) }}
select
    figures.method,
    figures.node_id,
    figures.unit_id,
    figures.index_year
from {{ ref('int_source_observations') }} as figures
inner join {{ ref('node_rule') }} as rules
    on
        figures.method = rules.method
        and figures.node_id = rules.node_id
        and rules.merge_policy = 'population_weighted'
inner join {{ ref('int_unit_geography') }} as geography
    on figures.unit_id = geography.source_unit_id
where
    figures.vintage = 'now'
    and figures.value is not null
    and geography.population is null
    and geography.source_unit_id != geography.unit_id
