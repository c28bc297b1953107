with

source as (
    select * from {{ source('lake', 'recalls') }}
),

renamed as (
    select
        recall_id,
        recalled_at,
        customer_id,
        snapshot_id,
        mode,
        token_budget,
        tokens_used,
        tokens_baseline,
        dropped_count,
        memory_ids,
        query_hash
    from source
)

select * from renamed
