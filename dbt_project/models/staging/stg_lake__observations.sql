with

source as (
    select * from {{ source('lake', 'observations') }}
),

renamed as (
    select
        observation_id,
        identity,
        kind,
        attribute,
        value,
        operation,
        statement,
        topic,
        quote,
        quote_start,
        quote_end,
        interaction_id,
        record_id,
        conversation_id,
        source,
        channel,
        authority,
        confidence,
        observed_at,
        valid_from,
        valid_to,
        due_at,
        recorded_at,
        retired_at,
        extractor,
        extractor_version,
        activated_at,
        deactivated_at,
        classes,
        is_instruction
    from source
)

select * from renamed
