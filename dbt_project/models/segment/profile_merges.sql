with

updates as (
    select
        *,
        row_number() over (partition by segment_id order by seq desc, canonical_segment_id) as place
    from {{ ref('id_graph_updates') }}
),

final as (
    select
        canonical_segment_id,
        segment_id,
        seq,
        received_at,
        uuid_ts,
        "timestamp"
    from updates
    where place = 1
)

select * from final
