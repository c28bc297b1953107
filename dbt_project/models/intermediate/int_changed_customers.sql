-- Customers to look at again: their fingerprint is new or gone, or time has reached a moment at which something of theirs begins or ends.
{% set kept = adapter.get_relation(this.database, this.schema, 'int_reconciled') if execute and not flags.FULL_REFRESH else none %}
{% set kept_subjects = adapter.get_relation(this.database, this.schema, 'int_reconciled_subjects') if kept else none %}
with

fingerprints as (
    select * from {{ ref('int_fingerprints') }}
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

{% if kept_subjects %}
kept as (
    select * from {{ kept }}
),

due as (
    select distinct kept_subjects.customer_id
    from {{ kept_subjects }} as kept_subjects
    cross join clock
    where kept_subjects.next_change_at <= clock.clock_at
),

final as (
    select coalesce(fingerprints.customer_id, kept.customer_id) as customer_id, fingerprints.fingerprint
    from fingerprints
    full outer join kept on fingerprints.customer_id = kept.customer_id
    left join due on kept.customer_id = due.customer_id
    cross join clock
    where
        fingerprints.customer_id is null
        or kept.customer_id is null
        or due.customer_id is not null
        or fingerprints.fingerprint <> kept.fingerprint
        or kept.next_change_at <= clock.clock_at
        or kept.reconciled_at > clock.clock_at
)
{% else %}
final as (
    select customer_id, fingerprint from fingerprints
)
{% endif %}

select * from final
