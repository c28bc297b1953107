{# What a claim is about: an attribute, a topic on which statements contradict each other, or the statement itself. Nobody's claims are the customer ''. #}
{% macro subject_type_of(attribute, value, operation, topic) -%}
    case
        when {{ attribute }} is not null and ({{ value }} is not null or {{ operation }} = 'retract') then 'attribute'
        when {{ topic }} is not null then 'topic'
        else 'statement'
    end
{%- endmacro %}

{% macro subject_of(subject_type, kind, attribute, topic, statement) -%}
    case {{ subject_type }}
        when 'attribute' then {{ attribute }}
        when 'topic' then {{ topic_subject(kind, topic) }}
        else {{ kind }} || ':' || {{ normalised(statement) }}
    end
{%- endmacro %}

{% macro subject_key(customer_id, subject_type, subject) -%} {{ row_hash([customer_id, subject_type, subject]) }} {%- endmacro %}

{# All that an observation says: where any of it differs, its marts do. #}
{% macro observation_columns() -%}
    {{ return([
        'observation_id', 'identity', 'kind', 'attribute', 'value', 'operation', 'statement', 'topic', 'quote', 'quote_start', 'quote_end', 'interaction_id',
        'record_id', 'conversation_id', 'source', 'channel', 'authority', 'confidence', 'observed_at', 'valid_from', 'valid_to', 'due_at', 'recorded_at',
        'retired_at', 'extractor', 'extractor_version', 'classes', 'is_instruction', 'activated_at', 'deactivated_at',
    ]) }}
{%- endmacro %}
