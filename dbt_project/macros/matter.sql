{# What a promise is about, by the topic of its words: "we will ship a new one" is kept by "your replacement went out", and "I will call you" by "we reached out". #}
{% macro matter(topic) -%}
    case
        when {{ topic }} in ('send', 'delivery', 'replacement') then 'sending'
        when {{ topic }} in ('callback', 'follow_up') then 'contact'
        else {{ topic }}
    end
{%- endmacro %}
