with

source as (
    select * from {{ source('lake', 'quarantine') }}
),

renamed as (
    select
        quarantine_id,
        source,
        export_id,
        path,
        place,
        rule,
        row,
        recorded_at
    from source
)

select * from renamed
