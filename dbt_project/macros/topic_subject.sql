{# What a statement with a topic is about. A free statement keeps its subject whichever kind it was taken for; promises, outcomes and the like are matters of their kind. #}
{% macro topic_subject(kind, topic) -%}
    case when {{ kind }} in ('preference', 'fact', 'event', 'relationship', 'consent', 'attribute') then {{ topic }} else {{ kind }} || ':' || {{ topic }} end
{%- endmacro %}
