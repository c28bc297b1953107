{# Is the row true at `moment`, as known at `known`? For both clocks of a belief; half open, null is open. #}
{% macro holds_at(moment, known) -%}
    valid_from <= {{ moment }} and (valid_to is null or {{ moment }} < valid_to)
    and known_from <= {{ known }} and (known_to is null or {{ known }} < known_to)
{%- endmacro %}
