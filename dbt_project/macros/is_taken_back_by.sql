{#
Does retraction `r` end claim `a`? It names the claim's value or none, and it is true from later on. Where authority rules, the word of a lower one
does not take back the word of a higher; a person's decision is taken back by a decision only.
#}
{% macro is_taken_back_by(a, r) -%}
    {{ r }}.valid_from > {{ a }}.valid_from
    and ({{ r }}.value is null or {{ r }}.value = {{ a }}.value)
    and (({{ a }}.policy <> 'authority_then_latest' and {{ a }}.authority_rank > 0) or {{ r }}.authority_rank <= {{ a }}.authority_rank)
{%- endmacro %}
