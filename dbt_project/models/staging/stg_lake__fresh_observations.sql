with

source as (
    select * from {{ source('lake', 'fresh_observations') }}
),

renamed as (
    select
        lake_file,
        {{ observation_columns() | join(',\n        ') }}
    from source
)

select * from renamed
