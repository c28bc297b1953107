with

deliveries as (
    select * from {{ ref('stg_lake__deliveries') }}
)

select * from deliveries
