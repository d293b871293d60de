{# A number from 0 up to 1, drawn evenly: a pure function of the texts or numbers it is drawn for,
   the same for every order of rows and number of threads. The first 52 bits of their MD5. #}
{% macro uniform(parts) -%}
cast(
    cast(
        '0x' || substr(
            md5(
                {%- for part in parts %}
                cast({{ part }} as varchar){{ " || ':' || " if not loop.last }}
                {%- endfor %}
            ), 1, 13
        ) as bigint
    ) as double
) / 4503599627370496.0
{%- endmacro %}
