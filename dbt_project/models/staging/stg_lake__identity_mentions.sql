with

source as (
    select * from {{ source('lake', 'identity_mentions') }}
),

renamed as (
    select
        source,
        carrier,
        carrier_id,
        identity,
        identity_type,
        value,
        raw_value,
        is_valid,
        conversation_id,
        speaker,
        occurred_at,
        recorded_at,
        export_id
    from source
)

select * from renamed
