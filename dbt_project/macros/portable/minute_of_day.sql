{# The minute of the day that a text names (8:30, 08:30, 8h30, 8g30), null where it names none. #}
{% macro minute_of_day(words) -%}
case
    when regexp_matches(trim({{ words }}), '^([01]?[0-9]|2[0-3])[:hg][0-5][0-9]$')
        then
            60 * cast(regexp_extract(trim({{ words }}), '^[0-9]+') as integer)
            + cast(right(trim({{ words }}), 2) as integer)
end
{%- endmacro %}
