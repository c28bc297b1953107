with

memberships as (
    select * from {{ ref('stg_lake__memberships') }}
)

select * from memberships
