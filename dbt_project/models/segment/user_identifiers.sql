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
        {{ external_id_type('identities.identity_type') }} as type,
        identities.value,
        {{ received('identities.known_from') }},
        coalesce(mentions.said_at, identities.known_from) as "timestamp"
    from identities
    left join mentions on identities.identity = mentions.identity
)

select * from final
