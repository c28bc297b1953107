with

builds as (
    select * from {{ ref('stg_lake__builds') }}
)

select * from builds
