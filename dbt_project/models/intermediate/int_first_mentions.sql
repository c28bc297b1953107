-- Where each identity was first given: by which message or record, of which source, and when that was said.
with

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
    select identity, carrier_id, source, occurred_at from mentions where place = 1
)

select * from final
