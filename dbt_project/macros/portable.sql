{# Everything that is spelled differently from one warehouse to the next. Models hold no syntax that is DuckDB's own. #}

{# Stands for "open" at the upper end of an interval inside models; marts show null. #}
{% macro never() -%} cast('9999-12-31 00:00:00' as timestamp) {%- endmacro %}

{# Stands for "from the start" at the lower end of known time, as the ledger of policies writes it. #}
{% macro ever() -%} cast('1970-01-01 00:00:00' as timestamp) {%- endmacro %}

{% macro row_hash(columns) -%} {{ return(adapter.dispatch('row_hash', 'tellonce')(columns)) }} {%- endmacro %}
{% macro default__row_hash(columns) -%}
    md5({% for column in columns %}coalesce(cast(length({{ column }}) as {{ dbt.type_string() }}) || ':' || {{ column }}, '~'){% if not loop.last %} || {% endif %}{% endfor %})
{%- endmacro %}

{# Microseconds since 1970 as a double: exact until the year 2255. #}
{% macro epoch_us(moment) -%} {{ return(adapter.dispatch('epoch_us', 'tellonce')(moment)) }} {%- endmacro %}
{% macro default__epoch_us(moment) -%} cast(date_part('epoch_microsecond', {{ moment }}) as double) {%- endmacro %}
{% macro duckdb__epoch_us(moment) -%} cast(epoch_us({{ moment }}) as double) {%- endmacro %}

{% macro add_seconds(moment, seconds) -%} {{ return(adapter.dispatch('add_seconds', 'tellonce')(moment, seconds)) }} {%- endmacro %}
{% macro default__add_seconds(moment, seconds) -%} dateadd(second, {{ seconds }}, {{ moment }}) {%- endmacro %}
{% macro duckdb__add_seconds(moment, seconds) -%} ({{ moment }} + to_seconds({{ seconds }})) {%- endmacro %}

{# An aggregate: the JSON text of the list of a column's values, ordered by `order_by`, or by the value and without repeats. #}
{% macro json_text_list(column, order_by=none) -%} {{ return(adapter.dispatch('json_text_list', 'tellonce')(column, order_by)) }} {%- endmacro %}
{% macro default__json_text_list(column, order_by) -%}
    to_json(array_agg({% if not order_by %}distinct {% endif %}{{ column }}) within group (order by {{ order_by or column }}))
{%- endmacro %}
{% macro duckdb__json_text_list(column, order_by) -%}
    cast(to_json(coalesce({% if order_by %}list({{ column }} order by {{ order_by }}){% else %}list_sort(list_distinct(list({{ column }}))){% endif %}, [])) as varchar)
{%- endmacro %}

{# Spaces and case do not tell statements apart, nor does a full stop. #}
{% macro normalised(statement) -%} {{ return(adapter.dispatch('normalised', 'tellonce')(statement)) }} {%- endmacro %}
{% macro default__normalised(statement) -%} trim(regexp_replace(lower({{ statement }}), '[\\s.!]+', ' ')) {%- endmacro %}
{% macro duckdb__normalised(statement) -%} trim(regexp_replace(lower({{ statement }}), '[\s.!]+', ' ', 'g')) {%- endmacro %}

{# A number that differs where any of the columns does. #}
{% macro row_print(columns) -%} {{ return(adapter.dispatch('row_print', 'tellonce')(columns)) }} {%- endmacro %}
{% macro default__row_print(columns) -%} hash({{ columns | join(', ') }}) {%- endmacro %}
{% macro spark__row_print(columns) -%} xxhash64({{ columns | join(', ') }}) {%- endmacro %}

{# An aggregate: a number that differs where any of the rows does, whatever their order. Those of parts add up to that of the whole. #}
{% macro fingerprint(columns) -%} cast(sum(cast({{ row_print(columns) }} as decimal(38, 0))) as decimal(38, 0)) {%- endmacro %}
