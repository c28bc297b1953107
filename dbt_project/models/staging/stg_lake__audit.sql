with

source as (
    select * from {{ source('lake', 'audit') }}
),

renamed as (
    select
        sequence,
        happened_at,
        actor,
        action,
        subject,
        details,
        previous_hash,
        row_hash
    from source
)

select * from renamed
