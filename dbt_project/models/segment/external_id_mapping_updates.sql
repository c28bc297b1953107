with

placed as (
    select
        *,
        row_number() over (partition by identity order by known_from) as place
    from {{ ref('dim_identities') }}
    where identity_type <> 'conversation'
),

firsts as (
    select * from placed where place = 1
),

mentions as (
    select * from {{ ref('int_first_mentions') }}
),

final as (
    select
        firsts.customer_id as segment_id,
        {{ external_id_type('firsts.identity_type') }} as external_id_type,
        firsts.value as external_id_value,
        {{ row_hash(['firsts.identity_type', 'firsts.value']) }} as external_id_hash,
        {{ triggering_event('mentions') }},
        {{ row_hash(['firsts.identity']) }} as id,
        {{ received('firsts.known_from') }},
        coalesce(mentions.occurred_at, firsts.known_from) as "timestamp"
    from firsts
    left join mentions on firsts.identity = mentions.identity
)

select * from final
