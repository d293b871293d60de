{# The own figures of a raw table, of the revisions that count by the named flag of stg_submissions:
   is_counting, or is_observed where what was known first is handed on too. #}
{% macro counting_rows(table, counting='is_counting') %}
    select
        received.*,
        submissions.is_counting
    from {{ source('raw', table) }} as received
    inner join {{ ref('stg_submissions') }} as submissions
        on received.submission_id = submissions.submission_id
    where submissions.{{ counting }} and received.scope = 'own'
{% endmacro %}
