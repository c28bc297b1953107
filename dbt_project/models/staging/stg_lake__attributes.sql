with

source as (
    select * from {{ source('lake', 'attributes') }}
),

renamed as (
    select
        attribute,
        description,
        kind,
        type,
        cardinality,
        policy,
        expires_after_seconds,
        half_life_seconds,
        retain_seconds,
        is_personal,
        class,
        is_builtin
    from source
)

select * from renamed
