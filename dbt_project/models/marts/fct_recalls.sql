with

recalls as (
    select * from {{ ref('stg_lake__recalls') }}
)

select * from recalls
