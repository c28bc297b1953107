with

source as (
    select * from {{ source('lake', 'deliveries') }}
),

renamed as (
    select
        target,
        object,
        key,
        customer_id,
        operation,
        content_hash,
        payload,
        status,
        answer,
        attempts,
        batch_id,
        changed_at
    from source
)

select * from renamed
