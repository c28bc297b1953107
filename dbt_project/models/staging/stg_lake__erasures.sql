with

source as (
    select * from {{ source('lake', 'erasures') }}
),

renamed as (
    select
        erasure_id,
        requested_at,
        finished_at,
        status,
        removed,
        kept,
        scan,
        refusal_digests
    from source
)

select * from renamed
