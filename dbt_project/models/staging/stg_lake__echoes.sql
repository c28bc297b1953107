with

source as (
    select * from {{ source('lake', 'echoes') }}
),

renamed as (
    select
        observation_id,
        target
    from source
)

select * from renamed
