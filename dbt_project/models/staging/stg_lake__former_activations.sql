with

source as (
    select * from {{ source('lake', 'former_activations') }}
),

renamed as (
    select
        observation_id,
        activated_at,
        deactivated_at
    from source
)

select * from renamed
