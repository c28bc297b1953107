with

source as (
    select * from {{ source('lake', 'memberships') }}
),

renamed as (
    select
        identity,
        identity_type,
        value,
        customer_id,
        known_from,
        known_to
    from source
)

select * from renamed
