-- What is drawn once for each replicate: one choice per source of uncertainty, and the indicator
-- that is left out. Draws depend on the seed, the replicate and what is drawn, on nothing else, so
-- that every unit and year meets the same replicates.
with

numbers as (
    {{ numbers(5) }}
),

replicates as (
    select
        rules.method,
        rules.seed,
        cast(numbers.number as integer) as replicate
    from {{ ref('uncertainty_rule') }} as rules
    inner join numbers on rules.replicates >= numbers.number
),

choices as (
    select
        method,
        source,
        choice,
        probability,
        sum(probability) over (partition by method, source order by choice) as draw_to
    from {{ ref('uncertainty_choice') }}
),

sources as (
    select
        method,
        source
    from choices
    group by method, source
),

draws as (
    select
        replicates.method,
        replicates.replicate,
        sources.source,
        {{ uniform(['replicates.seed', 'replicates.replicate', 'sources.source']) }} as draw
    from replicates
    inner join sources on replicates.method = sources.method
),

chosen as (
    select
        draws.method,
        draws.replicate,
        {% for source in ['normalisation', 'missing', 'aggregation', 'left_out'] %}
            max(case when draws.source = '{{ source }}' then choices.choice end) as {{ source }}
            {%- if not loop.last %},{% endif %}

        {% endfor %}
    from draws
    inner join choices
        on
            draws.method = choices.method
            and draws.source = choices.source
            and draws.draw < choices.draw_to
            and draws.draw >= choices.draw_to - choices.probability
    group by draws.method, draws.replicate
),

indicators as (
    select
        node.method,
        node.node_id,
        row_number() over (partition by node.method order by node.sort_order) as place,
        count(*) over (partition by node.method) as indicators
    from {{ ref('node') }} as node
    inner join {{ ref('node_rule') }} as rules
        on node.method = rules.method and node.node_id = rules.node_id
    where rules.form is not null and rules.weight > 0
),

completed as (
    select
        replicates.method,
        replicates.replicate,
        coalesce(chosen.normalisation, 'method') as normalisation,
        coalesce(chosen.missing, 'method') as missing,
        coalesce(chosen.aggregation, 'method') as aggregation,
        case
            when chosen.left_out = 'one_indicator'
                then {{ uniform(['replicates.seed', 'replicates.replicate', "'indicator'"]) }}
        end as draw_of_indicator
    from replicates
    left join chosen
        on replicates.method = chosen.method and replicates.replicate = chosen.replicate
)

select
    completed.method,
    completed.replicate,
    completed.normalisation,
    completed.missing,
    completed.aggregation,
    indicators.node_id as left_out_node_id,
    cast(
        dense_rank() over (
            order by completed.method, completed.normalisation, completed.missing
        ) as integer
    ) as scheme_number
from completed
left join indicators
    on
        completed.method = indicators.method
        and completed.draw_of_indicator * indicators.indicators >= indicators.place - 1
        and completed.draw_of_indicator * indicators.indicators < indicators.place
