-- depends_on: {{ ref('int_changed_subjects') }}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_observations() }}", on_schema_change='fail') }}
with

observations as (
    select * from {{ ref('int_observations') }}
),

statuses as (
    select * from {{ ref('int_observation_statuses') }}
),

final as (
    select
        observations.observation_id,
        statuses.customer_id,
        observations.identity,
        observations.kind,
        observations.attribute,
        observations.value,
        observations.operation,
        observations.statement,
        observations.quote,
        observations.quote_start,
        observations.quote_end,
        observations.interaction_id,
        observations.conversation_id,
        observations.source,
        observations.channel,
        observations.authority,
        observations.confidence,
        observations.observed_at,
        observations.valid_from,
        observations.valid_to,
        observations.recorded_at,
        observations.extractor,
        observations.extractor_version,
        statuses.status,
        statuses.status_reason,
        observations.topic,
        observations.record_id,
        observations.due_at,
        coalesce(observations.classes, '[]') as classes,
        coalesce(observations.is_instruction, false) as is_instruction
    from observations
    inner join statuses on observations.observation_id = statuses.observation_id
)

select * from final
