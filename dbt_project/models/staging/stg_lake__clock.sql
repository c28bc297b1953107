with

source as (
    select * from {{ source('lake', 'clock') }}
),

renamed as (
    select
        clock_at,
        reconciler
    from source
)

select * from renamed
