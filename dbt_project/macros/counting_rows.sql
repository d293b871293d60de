{# The rows of a raw table that count: own figures of the revision that counts. #}
{% macro counting_rows(table) %}
    select received.*
    from {{ source('raw', table) }} as received
    inner join {{ ref('stg_submissions') }} as submissions
        on received.submission_id = submissions.submission_id
    where submissions.is_counting and received.scope = 'own'
{% endmacro %}
