{# Value and denominator of every line of an indicator sheet, of the reports that are observed. A
   report about one incident is none of an agency's period and is left to stg_form_lines. #}
{% macro observed_cells() %}
    select cells.*
    from {{ source('raw', 'indicator_cells') }} as cells
    inner join {{ ref('stg_submissions') }} as submissions
        on cells.submission_id = submissions.submission_id
    where
        submissions.is_observed
        and submissions.subject = '-'
        and cells.scope = 'own'
        and cells.field in ('value', 'denominator')
{% endmacro %}
