with

source as (
    select * from {{ source('lake', 'builds') }}
),

renamed as (
    select
        build_id,
        source,
        clock_at,
        started_at,
        finished_at,
        status,
        status_reason,
        snapshot_id,
        content_hash,
        exports_landed,
        rows_read,
        rows_landed,
        rows_known,
        rows_quarantined,
        rows_refused,
        rows_aged_out,
        interactions,
        records,
        observations_active,
        observations_superseded,
        observations_duplicate,
        observations_retracted,
        observations_expired,
        claims_refused
    from source
)

select * from renamed
