-- What a rule says has a meaning where it stands: decimals and ties at the root, means at inner
-- nodes, normalisation and pooling at indicators; a coverage is a share.
{{ config(meta={'dagster': {'ref': {'name': 'node_rule'}}}) }}
select
    rules.method,
    rules.node_id
from {{ ref('node_rule') }} as rules
inner join {{ ref('node') }} as node
    on rules.method = node.method and rules.node_id = node.node_id
where
    not coalesce(rules.minimum_coverage, 0) between 0 and 1
    or (
        node.kind != 'root'
        and coalesce(cast(rules.decimals as varchar), rules.tie_rule) is not null
    )
    or (
        node.kind = 'indicator'
        and coalesce(
            cast(rules.power as varchar), cast(rules.member_floor as varchar), rules.aggregation
        ) is not null
    )
    or (
        node.kind != 'indicator'
        and (
            coalesce(rules.normalisation, 'none') != 'none'
            or coalesce(
                rules.direction,
                rules.transform,
                rules.cap,
                rules.zero_denominator_policy,
                rules.pooling,
                rules.merge_policy,
                rules.form,
                rules.measure,
                rules.numerator,
                rules.denominator,
                cast(rules.goalpost_lo as varchar),
                cast(rules.goalpost_hi as varchar)
            ) is not null
        )
    )
