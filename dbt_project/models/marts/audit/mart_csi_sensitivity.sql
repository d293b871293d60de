{% set figures = ['first_order', 'total_order'] %}
select
    method,
    geography,
    index_year,
    unit_id,
    source,
    {% for figure in figures %}
        {% for end in ['', '_lower', '_upper'] %}
            cast({{ figure ~ end }} as decimal(9, 2)) as {{ figure ~ end }},
        {% endfor %}
    {% endfor %}
    is_synthetic
from {{ ref('audit_sensitivity') }}
