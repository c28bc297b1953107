with

source as (
    select * from {{ source('lake', 'files') }}
),

renamed as (
    select
        table_name,
        lake_file
    from source
)

select * from renamed
