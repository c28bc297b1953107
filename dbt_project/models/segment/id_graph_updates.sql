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
    select * from {{ ref('int_first_mentions') }}
),

final as (
    select
        firsts.customer_id as segment_id,
        memberships.customer_id as canonical_segment_id,
        {{ triggering_event('mentions') }},
        {{ row_hash(['firsts.customer_id', 'memberships.customer_id', "cast(memberships.known_from as " ~ dbt.type_string() ~ ")"]) }} as id,
        {{ received('memberships.known_from') }},
        memberships.known_from as "timestamp"
    from firsts
    inner join memberships on firsts.identity = memberships.identity and firsts.known_from <= memberships.known_from
    left join mentions on firsts.identity = mentions.identity
)

select * from final
