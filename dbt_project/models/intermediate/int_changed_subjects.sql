-- What of the customers to look at is to be made again: subjects whose claims, holders or policies are not what they were, or whose time has come.
{% set kept = adapter.get_relation(this.database, this.schema, 'int_reconciled_subjects') if execute and not flags.FULL_REFRESH else none %}
with

customers as (
    select * from {{ ref('int_changed_customers') }}
),

holders as (
    select holders.*
    from {{ ref('int_holders') }} as holders
    inner join customers on holders.customer_id = customers.customer_id
),

policies as (
    select attribute, {{ fingerprint(['policy', 'expires_after_seconds', 'half_life_seconds', 'known_from', 'known_to']) }} as fingerprint
    from {{ ref('int_policies') }}
    group by attribute
),

claims as (
    select * from {{ ref('int_claims') }}
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

subjects as (
    select
        holders.customer_id,
        claims.subject_type,
        claims.subject,
        {{ subject_key('holders.customer_id', 'claims.subject_type', 'claims.subject') }} as subject_key,
        {{ fingerprint([
            'claims.evidence_id', 'claims.content_print', 'claims.known_from', 'claims.known_to', 'claims.went_by', 'holders.known_from', 'holders.known_to',
            'holders.came_by', 'holders.went_by', 'policies.fingerprint', 'attributes.class',
        ]) }} as fingerprint
    from claims
    inner join holders on claims.identity = holders.identity
    left join policies on claims.subject_type = 'attribute' and claims.subject = policies.attribute
    left join {{ ref('stg_lake__attributes') }} as attributes on claims.subject_type = 'attribute' and claims.subject = attributes.attribute
    group by holders.customer_id, claims.subject_type, claims.subject
),

{% if kept %}
kept as (
    select kept.*
    from {{ kept }} as kept
    inner join customers on kept.customer_id = customers.customer_id
),

final as (
    select
        coalesce(subjects.customer_id, kept.customer_id) as customer_id,
        subjects.subject_type,
        subjects.subject,
        coalesce(subjects.subject_key, kept.subject_key) as subject_key,
        subjects.fingerprint
    from subjects
    full outer join kept on subjects.subject_key = kept.subject_key
    cross join clock
    where
        subjects.subject_key is null
        or kept.subject_key is null
        or subjects.fingerprint <> kept.fingerprint
        or kept.next_change_at <= clock.clock_at
        or kept.reconciled_at > clock.clock_at
)
{% else %}
final as (
    select * from subjects
)
{% endif %}

select * from final
