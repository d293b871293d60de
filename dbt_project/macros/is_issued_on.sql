{# Whether a document was issued by a date, as far as is known: when it was is written as a day
   (2018-02-12), a month (2018-02) or a year (2018), null where not even that was read. #}
{% macro is_issued_on(document_date, on_date) -%}
(
    {{ document_date }} is null
    or substr(cast({{ on_date }} as varchar), 1, length({{ document_date }})) >= {{ document_date }}
)
{%- endmacro %}
