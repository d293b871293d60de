-- Which counting reports fill in the fields of registers that the catalogue's items are read from:
-- one row per report and field (part -), and one for each thing its rows are about.
{% set asked = [
    ('budget_figures', ['exempt', 'security_budget'], []),
    ('contact_points', ['topic'], []),
    ('data_centre_services', ['service_type', 'with_sla'], []),
    ('data_centres', ['conformity_standard', 'level', 'response_plan'], []),
    ('information_systems', ['level'], ['level']),
    ('infrastructure_cases', ['case_kind'], []),
    (
        'inspections',
        [
            'fines', 'inspections', 'joint_inspections', 'violations', 'violations_handled',
            'with_violation',
        ],
        ['inspection_kind'],
    ),
    ('legal_documents', ['document_number'], ['document']),
    ('remediation_findings', ['finding_state'], []),
    ('response_teams', ['established', 'members'], ['team_kind']),
    (
        'system_protection',
        [
            'assessed_on', 'assessor', 'domestic_products', 'monitoring_mode',
            'monitoring_provider', 'owner_sector',
        ],
        ['owner_sector', 'system_level'],
    ),
    ('technical_measurements', ['systems_connected'], []),
    ('websites', ['site_kind', 'site_state'], []),
] %}
{% set document = "document_number_key || ' ' || cast(extract(year from issued_on) as varchar)" %}
with

{% for table, fields, parts in asked %}
    {{ table }}_rows as (
        {{ counting_rows(table) }}
    ),

{% endfor %}
filled as (
    {% for table, fields, parts in asked %}
        {% set outer = loop %}
        {% for field in fields %}
            {% set inner = loop %}
            {% for part in [none] + parts %}
                select
                    submission_id,
                    '{{ table }}' as raw_table,
                    '{{ field }}' as field,
                    {% if part %}
                        '{{ part }}' as part_field,
                        coalesce({{ document if part == 'document' else part }}, '-') as part
                    {% else %}
                        '-' as part_field,
                        '-' as part
                    {% endif %}
                from {{ table }}_rows
                where {{ field }}_status = 'reported'
                {% if not (outer.last and inner.last and loop.last) %}
                    union
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
)

select
    submission_id,
    raw_table,
    field,
    part_field,
    part
from filled
