-- Which customer an identity belongs to now.
with

memberships as (
    select * from {{ ref('stg_lake__memberships') }}
)

select identity, customer_id from memberships where known_to is null
