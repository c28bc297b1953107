{#
How an increment works. `int_file_prints` says in one number what a file of the lake holds of an identity; only files that are new are read for it.
`int_changed_customers` names the customers of whom the sum of these, or anything else that they are made of, is not what it was when they were last
reconciled, `int_changed_subjects` what exactly of theirs is to be made again. Models between it and the marts are work tables that hold those subjects
only. Marts forget these subjects' rows and take in the new ones. `int_reconciled_subjects` and `int_reconciled`, built last, keep the prints: a run that
dies before leaves all as changed, so the next one makes it again.
#}
{% macro forget_changed_customers() -%}
    {%- set changed = ref('int_changed_customers') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where coalesce(customer_id, '') in (select customer_id from {{ changed }})
    {%- endif -%}
{%- endmacro %}

{% macro forget_changed_subjects(subject_type, subject, customer_id='customer_id') -%}
    {%- set changed = ref('int_changed_subjects') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            coalesce({{ customer_id }}, '') in (select customer_id from {{ changed }})
            and {{ subject_key("coalesce(" ~ customer_id ~ ", '')", subject_type, subject) }} in (select subject_key from {{ changed }})
    {%- endif -%}
{%- endmacro %}

{% macro forget_changed_attributes(attribute, customer_id='customer_id') -%}
    {{ return(forget_changed_subjects("'attribute'", attribute, customer_id)) }}
{%- endmacro %}

{% macro forget_changed_observations() -%}
    {%- set subject_type = "(" ~ subject_type_of('attribute', 'value', 'operation', 'topic') ~ ")" -%}
    {{ return(forget_changed_subjects(subject_type, subject_of(subject_type, 'kind', 'attribute', 'topic', 'statement'))) }}
{%- endmacro %}

{# A memory has its subject's attribute or topic, or neither. #}
{% macro forget_changed_memories() -%}
    {%- set subject_type = "(" ~ subject_type_of('attribute', "''", "''", 'topic') ~ ")" -%}
    {{ return(forget_changed_subjects(subject_type, subject_of(subject_type, 'kind', 'attribute', 'topic', 'content'))) }}
{%- endmacro %}

{% macro forget_reconciled_subjects() -%}
    {%- set changed = ref('int_changed_subjects') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where subject_key in (select subject_key from {{ changed }})
    {%- endif -%}
{%- endmacro %}

{% macro forget_files_that_are_gone() -%}
    {%- set files = ref('stg_lake__files') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where lake_file not in (select lake_file from {{ files }})
    {%- endif -%}
{%- endmacro %}
