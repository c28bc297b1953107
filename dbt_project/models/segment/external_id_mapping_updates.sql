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
    select
        identity,
        carrier_id,
        source,
        occurred_at,
        row_number() over (partition by identity order by recorded_at, occurred_at, source, carrier_id) as place
    from {{ ref('stg_lake__identity_mentions') }}
),

final as (
    select
        firsts.customer_id as segment_id,
        case when firsts.identity_type = 'external_id' then 'user_id' else firsts.identity_type end as external_id_type,
        firsts.value as external_id_value,
        {{ row_hash(['firsts.identity_type', 'firsts.value']) }} as external_id_hash,
        'identify' as triggering_event_type,
        mentions.carrier_id as triggering_event_id,
        cast(null as {{ dbt.type_string() }}) as triggering_event_name,
        mentions.source as triggering_event_source_id,
        mentions.source as triggering_event_source_name,
        mentions.source as triggering_event_source_slug,
        {{ row_hash(['firsts.identity']) }} as id,
        cast({{ epoch_us('firsts.known_from') }} as bigint) as seq,
        firsts.known_from as received_at,
        firsts.known_from as uuid_ts,
        coalesce(mentions.occurred_at, firsts.known_from) as "timestamp"
    from firsts
    left join mentions on firsts.identity = mentions.identity and mentions.place = 1
)

select * from final
