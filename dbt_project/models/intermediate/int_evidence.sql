-- A claim as evidence about one customer: who knew it from when to when, under which policy, and how it ranks. Claims never known, or true at no time, drop out.
with

claims as (
    select * from {{ ref('int_claims') }}
),

memberships as (
    select memberships.*
    from {{ ref('int_memberships') }} as memberships
    inner join {{ ref('int_changed_customers') }} as changed on memberships.customer_id = changed.customer_id
),

attributes as (
    select * from {{ ref('stg_lake__attributes') }}
),

attributed as (
    select
        memberships.customer_id,
        claims.evidence_id,
        claims.subject_type,
        case claims.subject_type
            when 'attribute' then claims.attribute
            when 'topic' then {{ topic_subject('claims.kind', 'claims.topic') }}
            else claims.kind || ':' || {{ normalised('claims.statement') }}
        end as subject,
        case when claims.authority_rank = 0 then coalesce(attributes.kind, claims.kind) else claims.kind end as kind,
        claims.operation,
        case claims.subject_type when 'attribute' then claims.value when 'topic' then coalesce(claims.value, '') else '' end as value,
        claims.authority_rank,
        claims.confidence,
        claims.observed_at,
        claims.valid_from,
        least(claims.valid_to, coalesce({{ add_seconds('claims.valid_from', 'attributes.expires_after_seconds') }}, {{ never() }})) as valid_to,
        greatest(claims.known_from, memberships.known_from) as known_from,
        least(claims.known_to, memberships.known_to) as known_to,
        case when attributes.cardinality = 'many' then 'accumulate' else coalesce(attributes.policy, 'latest') end as policy,
        attributes.half_life_seconds,
        case when memberships.known_from > claims.known_from and memberships.came_by <> 'first' then memberships.came_by else claims.came_by end as came_by,
        case when memberships.known_to < claims.known_to then memberships.went_by else claims.went_by end as went_by
    from claims
    inner join memberships
        on claims.identity = memberships.identity
        and claims.known_from < memberships.known_to
        and memberships.known_from < claims.known_to
    left join attributes on claims.subject_type = 'attribute' and claims.attribute = attributes.attribute
),

-- Values that hold side by side are each a subject of their own. A retraction that names no value is about all of them.
values_held as (
    select distinct customer_id, subject_type, subject, value as subject_value
    from attributed
    where policy = 'accumulate' and value is not null
),

placed as (
    select attributed.*, coalesce(values_held.subject_value, '') as subject_value
    from attributed
    left join values_held
        on attributed.policy = 'accumulate'
        and attributed.customer_id = values_held.customer_id
        and attributed.subject_type = values_held.subject_type
        and attributed.subject = values_held.subject
        and (attributed.value = values_held.subject_value or attributed.value is null)
),

final as (
    select
        {{ row_hash(['customer_id', 'subject_type', 'subject', 'subject_value']) }} as belief_key,
        customer_id,
        subject_type,
        subject,
        kind,
        evidence_id,
        operation,
        value,
        policy,
        authority_rank,
        {{ priority_numbers('policy', 'authority_rank', 'confidence', 'valid_from', 'half_life_seconds') }},
        observed_at,
        valid_from,
        valid_to,
        known_from,
        known_to,
        came_by,
        went_by
    from placed
    where known_from < known_to and valid_from < valid_to
)

select * from final
