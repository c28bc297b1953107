with

source as (
    select * from {{ source('lake', 'clock') }}
),

renamed as (
    select clock_at from source
)

select * from renamed
