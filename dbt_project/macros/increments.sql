{#
How an increment works. `int_changed_customers` names the customers whose evidence is not what it was when they were last reconciled. Models between
it and the marts are work tables that hold those customers only. Marts forget these customers' rows and take in the new ones. `int_reconciled`, built
last, keeps the fingerprints: a run that dies before it leaves the customers changed, so the next one makes them again.
#}
{% macro forget_changed_customers() -%}
    {%- set changed = ref('int_changed_customers') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where customer_id is null or customer_id in (select customer_id from {{ changed }})
    {%- endif -%}
{%- endmacro %}

{# An aggregate: a text that differs where any of the rows does, whatever their order. #}
{% macro fingerprint(columns) -%} {{ return(adapter.dispatch('fingerprint', 'tellonce')(columns)) }} {%- endmacro %}
{% macro default__fingerprint(columns) -%} cast(hash_agg({{ columns | join(', ') }}) as {{ dbt.type_string() }}) {%- endmacro %}
{% macro duckdb__fingerprint(columns) -%} cast(sum(hash({{ columns | join(', ') }})) as varchar) || '/' || cast(count(*) as varchar) {%- endmacro %}
