-- Customers to make again: their fingerprint is new or gone, or time has reached a moment at which something of theirs begins or ends.
{% set kept = adapter.get_relation(this.database, this.schema, 'int_reconciled') if execute and not flags.FULL_REFRESH else none %}
with

fingerprints as (
    select * from {{ ref('int_fingerprints') }}
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

{% if kept %}
kept as (
    select * from {{ kept }}
),

final as (
    select coalesce(fingerprints.customer_id, kept.customer_id) as customer_id
    from fingerprints
    full outer join kept on fingerprints.customer_id = kept.customer_id
    cross join clock
    where
        fingerprints.customer_id is null
        or kept.customer_id is null
        or fingerprints.fingerprint <> kept.fingerprint
        or kept.next_change_at <= clock.clock_at
        or kept.reconciled_at > clock.clock_at
)
{% else %}
final as (
    select customer_id from fingerprints
)
{% endif %}

select * from final
