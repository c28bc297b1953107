with

source as (
    select * from {{ source('lake', 'customers') }}
),

renamed as (
    select
        customer_id,
        known_from,
        known_to,
        merged_into,
        is_held
    from source
)

select * from renamed
