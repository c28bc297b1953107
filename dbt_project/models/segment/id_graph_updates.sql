-- A customer is wherever the identity is that it was first known by: what becomes of that identity is what becomes of the customer, however often it merges.
with

memberships as (
    select * from {{ ref('dim_identities') }}
),

placed as (
    select
        customer_id,
        identity,
        known_from,
        row_number() over (partition by customer_id order by known_from, identity) as place
    from memberships
),

firsts as (
    select customer_id, identity, known_from from placed where place = 1
),

mentions as (
    select
        identity,
        carrier_id,
        source,
        row_number() over (partition by identity order by recorded_at, occurred_at, source, carrier_id) as place
    from {{ ref('stg_lake__identity_mentions') }}
),

final as (
    select
        firsts.customer_id as segment_id,
        memberships.customer_id as canonical_segment_id,
        'identify' as triggering_event_type,
        mentions.carrier_id as triggering_event_id,
        cast(null as {{ dbt.type_string() }}) as triggering_event_name,
        mentions.source as triggering_event_source_id,
        mentions.source as triggering_event_source_name,
        mentions.source as triggering_event_source_slug,
        {{ row_hash(['firsts.customer_id', 'memberships.customer_id', 'cast(memberships.known_from as varchar)']) }} as id,
        cast({{ epoch_us('memberships.known_from') }} as bigint) as seq,
        memberships.known_from as received_at,
        memberships.known_from as uuid_ts,
        memberships.known_from as "timestamp"
    from firsts
    inner join memberships on firsts.identity = memberships.identity and firsts.known_from <= memberships.known_from
    left join mentions on firsts.identity = mentions.identity and mentions.place = 1
)

select * from final
