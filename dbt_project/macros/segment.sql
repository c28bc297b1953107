{# What the tables of Segment's Profiles Sync have in common. #}

{# Which call brought an identity: the message or record that first gave it, `mentions` being `int_first_mentions`. #}
{% macro triggering_event(mentions) -%}
    'identify' as triggering_event_type,
        {{ mentions }}.carrier_id as triggering_event_id,
        cast(null as {{ dbt.type_string() }}) as triggering_event_name,
        {{ mentions }}.source as triggering_event_source_id,
        {{ mentions }}.source as triggering_event_source_name,
        {{ mentions }}.source as triggering_event_source_slug
{%- endmacro %}

{# Segment's name for a type of identity. #}
{% macro external_id_type(identity_type) -%} case when {{ identity_type }} = 'external_id' then 'user_id' else {{ identity_type }} end {%- endmacro %}

{# When the warehouse came to know a row, in the three ways that Segment has it. #}
{% macro received(moment) -%}
    cast({{ epoch_us(moment) }} as bigint) as seq,
        {{ moment }} as received_at,
        {{ moment }} as uuid_ts
{%- endmacro %}
