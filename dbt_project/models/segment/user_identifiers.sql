with

identities as (
    select * from {{ ref('dim_identities') }} where known_to is null and identity_type <> 'conversation'
),

mentions as (
    select identity, min(occurred_at) as said_at from {{ ref('stg_lake__identity_mentions') }} group by identity
),

final as (
    select
        identities.customer_id as canonical_segment_id,
        case when identities.identity_type = 'external_id' then 'user_id' else identities.identity_type end as type,
        identities.value,
        cast({{ epoch_us('identities.known_from') }} as bigint) as seq,
        identities.known_from as received_at,
        identities.known_from as uuid_ts,
        coalesce(mentions.said_at, identities.known_from) as "timestamp"
    from identities
    left join mentions on identities.identity = mentions.identity
)

select * from final
