with

interactions as (
    select * from {{ ref('stg_lake__interactions') }}
),

attributions as (
    select * from {{ ref('int_attributions') }}
),

customers as (
    select * from {{ ref('int_customers_now') }}
),

revisions as (
    select
        *,
        row_number() over (partition by interaction_id order by recorded_at desc, row_hash desc) as age,
        count(*) over (partition by interaction_id) as revisions
    from interactions
),

final as (
    select
        revisions.interaction_id,
        revisions.source,
        revisions.conversation_id,
        revisions.message_id,
        revisions.channel,
        revisions.speaker,
        revisions.occurred_at,
        revisions.recorded_at,
        revisions.text,
        revisions.language,
        customers.customer_id,
        revisions.export_id,
        attributions.identity,
        revisions.revisions
    from revisions
    inner join attributions on revisions.interaction_id = attributions.interaction_id
    left join customers on attributions.identity = customers.identity
    where revisions.age = 1
)

select * from final
