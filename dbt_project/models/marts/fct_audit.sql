with

audit as (
    select * from {{ ref('stg_lake__audit') }}
)

select * from audit
