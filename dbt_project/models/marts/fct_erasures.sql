with

erasures as (
    select * from {{ ref('stg_lake__erasures') }}
)

select * from erasures
