with

source as (
    select * from {{ source('lake', 'decisions') }}
),

renamed as (
    select
        decision_id,
        decision,
        identity_a,
        identity_b,
        observation_id,
        attribute,
        value,
        why,
        who,
        decided_at
    from source
)

select * from renamed
