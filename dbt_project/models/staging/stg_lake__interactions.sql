with

source as (
    select * from {{ source('lake', 'interactions') }}
),

renamed as (
    select
        interaction_id,
        row_hash,
        source,
        conversation_id,
        message_id,
        channel,
        speaker,
        occurred_at,
        recorded_at,
        text,
        language,
        metadata,
        export_id,
        place
    from source
)

select * from renamed
