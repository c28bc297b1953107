{{ config(materialized='view') }}
-- A claim as each customer's and under each policy that it was known with: who knew it from when to when, and what began and ended that.
with

claims as (
    select * from {{ ref('int_claims') }}
),

subjects as (
    select * from {{ ref('int_changed_subjects') }}
),

memberships as (
    select memberships.*
    from {{ ref('int_memberships') }} as memberships
    inner join {{ ref('int_changed_customers') }} as changed on memberships.customer_id = changed.customer_id
),

policies as (
    select * from {{ ref('int_policies') }}
),

held as (
    select
        subjects.subject_key,
        subjects.customer_id,
        claims.*,
        greatest(claims.known_from, memberships.known_from) as held_from,
        least(claims.known_to, memberships.known_to) as held_to,
        case when memberships.known_from > claims.known_from and memberships.came_by <> 'first' then memberships.came_by else claims.came_by end as held_by,
        case when memberships.known_to < claims.known_to then memberships.went_by else claims.went_by end as lost_by
    from claims
    inner join memberships
        on claims.identity = memberships.identity
        and claims.known_from < memberships.known_to
        and memberships.known_from < claims.known_to
    inner join subjects
        on memberships.customer_id = subjects.customer_id
        and claims.subject_type = subjects.subject_type
        and claims.subject = subjects.subject
),

final as (
    select
        held.subject_key,
        held.customer_id,
        held.subject_type,
        held.subject,
        held.kind,
        held.evidence_id,
        held.operation,
        held.value,
        held.authority_rank,
        held.confidence,
        held.observed_at,
        held.valid_from,
        least(held.valid_to, coalesce({{ add_seconds('held.valid_from', 'policies.expires_after_seconds') }}, {{ never() }})) as valid_to,
        greatest(held.held_from, coalesce(policies.known_from, held.held_from)) as known_from,
        least(held.held_to, coalesce(policies.known_to, held.held_to)) as known_to,
        case when policies.known_from > held.held_from then 'policy' else held.held_by end as came_by,
        case when policies.known_to < held.held_to then 'policy' else held.lost_by end as went_by,
        coalesce(policies.policy, 'latest') as policy,
        policies.half_life_seconds,
        coalesce(policies.era, 1) as era,
        coalesce(policies.known_to, {{ never() }}) as era_to
    from held
    left join policies
        on held.subject_type = 'attribute'
        and held.subject = policies.attribute
        and held.held_from < policies.known_to
        and policies.known_from < held.held_to
)

select * from final
