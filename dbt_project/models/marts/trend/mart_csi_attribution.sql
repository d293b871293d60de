with

changes as (
    select
        method,
        geography,
        unit_id,
        index_year,
        'score' as measure,
        from_method,
        from_unit_id,
        from_year,
        from_value,
        to_value,
        part_own_values,
        cast(0 as decimal(38, 12)) as part_others_values,
        part_method,
        part_geography,
        part_data
    from {{ ref('int_score_parts') }}

    union all

    select
        method,
        geography,
        unit_id,
        index_year,
        'rank' as measure,
        method as from_method,
        unit_id as from_unit_id,
        from_year,
        cast(from_value as decimal(38, 12)) as from_value,
        cast(to_value as decimal(38, 12)) as to_value,
        part_own_values,
        part_others_values,
        cast(0 as decimal(38, 12)) as part_method,
        cast(0 as decimal(38, 12)) as part_geography,
        part_data
    from {{ ref('int_rank_parts') }}
)

select
    changes.method,
    changes.geography,
    changes.unit_id,
    changes.index_year,
    changes.measure,
    changes.from_method,
    changes.from_unit_id,
    changes.from_year,
    changes.from_value,
    changes.to_value,
    cast(changes.to_value - changes.from_value as decimal(38, 12)) as change,
    changes.part_own_values,
    changes.part_others_values,
    changes.part_method,
    changes.part_geography,
    changes.part_data,
    comparisons.is_synthetic
from changes
inner join {{ ref('int_score_comparisons') }} as comparisons
    on
        changes.method = comparisons.method
        and changes.unit_id = comparisons.unit_id
        and changes.index_year = comparisons.index_year
        and changes.from_method = comparisons.from_method
        and changes.from_unit_id = comparisons.from_unit_id
        and changes.from_year = comparisons.from_year
