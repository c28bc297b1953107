-- The identity that a message is attributed by: its own, else the earliest given in its conversation, else the conversation itself.
with

interactions as (
    select * from {{ ref('stg_lake__interactions') }}
),

mentions as (
    select * from {{ ref('stg_lake__identity_mentions') }} where is_valid
),

own as (
    select carrier_id as interaction_id, identity, row_number() over (partition by carrier_id order by recorded_at, occurred_at, identity) as place
    from mentions
    where carrier = 'interaction'
),

given as (
    select source, conversation_id, identity, row_number() over (partition by source, conversation_id order by recorded_at, occurred_at, identity) as place
    from mentions
    where carrier in ('interaction', 'conversation') and conversation_id is not null
),

-- A revision may put a message into another conversation: the newest one counts.
revisions as (
    select
        interaction_id, source, conversation_id,
        row_number() over (partition by interaction_id order by recorded_at desc, row_hash desc) as age
    from interactions
),

messages as (
    select interaction_id, source, conversation_id from revisions where age = 1
),

final as (
    select
        messages.interaction_id,
        coalesce(own.identity, given.identity, 'conversation:' || messages.source || ':' || messages.conversation_id) as identity
    from messages
    left join own on messages.interaction_id = own.interaction_id and own.place = 1
    left join given on messages.source = given.source and messages.conversation_id = given.conversation_id and given.place = 1
)

select * from final
