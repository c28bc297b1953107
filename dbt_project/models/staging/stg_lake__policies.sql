with

source as (
    select * from {{ source('lake', 'policies') }}
),

renamed as (
    select
        attribute,
        cardinality,
        policy,
        expires_after_seconds,
        half_life_seconds,
        known_from,
        known_to
    from source
)

select * from renamed
