{#
Which claim wins where several hold. The three numbers that `int_evidence` carries are compared first, by the attribute's policy, then the later
observation, then the id, so that there is exactly one winner whatever the order of arrival. Under every policy a person's decision comes first, the
latest of them where there are several; of all else:

  latest, accumulate      later valid_from, then higher authority, then confidence
  authority_then_latest   higher authority, then later valid_from, then confidence
  most_confident          higher confidence, halved every half-life, then later valid_from

Two confidences that decay at one rate keep their order for ever, so no clock is needed: log2(confidence) + valid_from / half_life.
#}
{% macro priority_numbers(policy, authority_rank, confidence, valid_from, half_life_seconds) %}
    case
        when {{ authority_rank }} = 0 then 1e18
        when {{ policy }} = 'authority_then_latest' then - {{ authority_rank }}
        when {{ policy }} = 'most_confident' and {{ half_life_seconds }} > 0
            then round(ln(greatest({{ confidence }}, 1e-9)) / ln(2) + {{ epoch_us(valid_from) }} / 1e6 / {{ half_life_seconds }}, 6)
        when {{ policy }} = 'most_confident' then {{ confidence }}
        else {{ epoch_us(valid_from) }}
    end as priority_1,
    case when {{ policy }} in ('authority_then_latest', 'most_confident') then {{ epoch_us(valid_from) }} else - {{ authority_rank }} end as priority_2,
    case when {{ policy }} = 'most_confident' then - {{ authority_rank }} else {{ confidence }} end as priority_3
{% endmacro %}

{% macro by_priority() -%} priority_1 desc, priority_2 desc, priority_3 desc, observed_at desc, evidence_id {%- endmacro %}
