with

source as (
    select * from {{ source('lake', 'links') }}
),

renamed as (
    select
        link_id,
        identity_a,
        identity_b,
        rule,
        evidence,
        probability,
        recorded_at,
        state,
        state_reason,
        state_from
    from source
)

select * from renamed
