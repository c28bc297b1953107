-- depends_on: {{ ref('int_changed_subjects') }}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_memories() }}", on_schema_change='fail') }}
with

beliefs as (
    select * from {{ ref('int_belief_facts') }}
),

support as (
    select * from {{ ref('int_memory_support') }}
),

best as (
    select * from support where place = 1
),

seen as (
    select
        belief_id,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at,
        max(classes) as classes,
        max(case when is_instruction then 1 else 0 end) as instructions
    from support
    group by belief_id
),

messages as (
    select belief_id, {{ json_text_list('interaction_id', 'place, interaction_id') }} as interaction_ids
    from (select belief_id, interaction_id, min(place) as place from support where interaction_id is not null group by belief_id, interaction_id) as firsts
    group by belief_id
),

conversations as (
    select belief_id, {{ json_text_list('conversation_id', 'place, conversation_id') }} as conversation_ids
    from (select belief_id, conversation_id, min(place) as place from support where conversation_id is not null group by belief_id, conversation_id) as firsts
    group by belief_id
),

endings as (
    select * from {{ ref('int_belief_endings') }}
),

attributes as (
    select attribute, '["' || class || '"]' as classes from {{ ref('stg_lake__attributes') }}
),

final as (
    select
        beliefs.belief_id as memory_id,
        beliefs.customer_id,
        beliefs.kind,
        case when beliefs.subject_type = 'attribute' then beliefs.subject end as attribute,
        case when beliefs.subject_type = 'topic' then best.topic end as topic,
        nullif(beliefs.value, '') as value,
        coalesce(best.statement, beliefs.subject || ' is ' || beliefs.value || ', as a person corrected it') as content,
        coalesce(best.authority, 'decision') as authority,
        coalesce(best.confidence, 1) as confidence,
        beliefs.mentions,
        seen.first_seen_at,
        seen.last_seen_at,
        beliefs.valid_from,
        beliefs.valid_to,
        beliefs.known_from,
        beliefs.known_to,
        beliefs.is_current,
        endings.status,
        coalesce(best.source, 'decision') as source,
        coalesce(conversations.conversation_ids, '[]') as conversation_ids,
        coalesce(messages.interaction_ids, '[]') as interaction_ids,
        beliefs.observation_ids,
        coalesce(best.quote, beliefs.value) as quote,
        coalesce(seen.classes, attributes.classes, '[]') as classes,
        seen.instructions = 1 as is_instruction
    from beliefs
    inner join best on beliefs.belief_id = best.belief_id
    inner join seen on beliefs.belief_id = seen.belief_id
    inner join endings on beliefs.belief_id = endings.belief_id
    left join messages on beliefs.belief_id = messages.belief_id
    left join conversations on beliefs.belief_id = conversations.belief_id
    left join attributes on beliefs.subject_type = 'attribute' and beliefs.subject = attributes.attribute
)

select * from final
