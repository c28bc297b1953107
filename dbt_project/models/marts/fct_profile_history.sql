-- depends_on: {{ ref('int_changed_subjects') }}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_attributes('attribute') }}", on_schema_change='fail') }}
with

beliefs as (
    select * from {{ ref('int_belief_facts') }} where subject_type = 'attribute'
),

final as (
    select
        customer_id,
        subject as attribute,
        value,
        valid_from,
        valid_to,
        known_from,
        known_to,
        is_current,
        change_reason,
        observation_ids,
        belief_id,
        end_reason
    from beliefs
)

select * from final
