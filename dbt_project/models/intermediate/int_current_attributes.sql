-- What a customer's profile shows of an attribute now: its value, or a JSON list where many hold; since when it is said to be so, and was known.
-- depends_on: {{ ref('int_changed_subjects') }}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_attributes('attribute') }}") }}
with

beliefs as (
    select customer_id, subject as attribute, value, valid_from, known_from
    from {{ ref('int_belief_facts') }}
    where is_current and subject_type = 'attribute'
),

attributes as (
    select * from {{ ref('stg_lake__attributes') }}
),

final as (
    select
        beliefs.customer_id,
        beliefs.attribute,
        case
            when max(case when attributes.cardinality = 'many' or attributes.policy = 'accumulate' then 1 else 0 end) = 1
                then {{ json_text_list('beliefs.value') }}
            else min(beliefs.value)
        end as value,
        max(beliefs.valid_from) as said_at,
        max(beliefs.known_from) as known_at
    from beliefs
    left join attributes on beliefs.attribute = attributes.attribute
    group by beliefs.customer_id, beliefs.attribute
)

select * from final
