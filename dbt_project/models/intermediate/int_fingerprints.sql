-- One text a customer that changes with anything its beliefs and observations are made of.
with

observations as (
    select observations.*, echoes.target as echo_of
    from {{ ref('stg_lake__observations') }} as observations
    left join {{ ref('stg_lake__echoes') }} as echoes on observations.observation_id = echoes.observation_id
),

decisions as (
    select * from {{ ref('stg_lake__decisions') }} where decision in ('correct', 'retract')
),

memberships as (
    select * from {{ ref('int_memberships') }}
),

said as (
    select
        identity,
        {{ fingerprint([
            'observation_id', 'kind', 'attribute', 'value', 'operation', 'statement', 'topic', 'quote', 'quote_start', 'quote_end', 'interaction_id',
            'record_id', 'conversation_id', 'source', 'channel', 'authority', 'confidence', 'observed_at', 'valid_from', 'valid_to', 'due_at',
            'recorded_at', 'retired_at', 'extractor', 'extractor_version', 'activated_at', 'deactivated_at', 'echo_of', 'classes', 'is_instruction',
        ]) }} as fingerprint
    from observations
    group by identity
),

decided as (
    select
        coalesce(decisions.identity_a, observations.identity) as identity,
        {{ fingerprint(['decisions.decision_id', 'decisions.observation_id', 'decisions.attribute', 'decisions.value', 'decisions.decided_at']) }} as fingerprint
    from decisions
    left join observations on decisions.observation_id = observations.observation_id
    group by coalesce(decisions.identity_a, observations.identity)
),

registry as (
    select {{ fingerprint(['attribute', 'kind', 'cardinality', 'policy', 'expires_after_seconds', 'half_life_seconds', 'class']) }} as fingerprint
    from {{ ref('stg_lake__attributes') }}
),

final as (
    select
        memberships.customer_id,
        {{ fingerprint([
            'memberships.identity', 'memberships.known_from', 'memberships.known_to', 'memberships.came_by', 'memberships.went_by',
            'said.fingerprint', 'decided.fingerprint', 'registry.fingerprint',
        ]) }} as fingerprint
    from memberships
    cross join registry
    left join said on memberships.identity = said.identity
    left join decided on memberships.identity = decided.identity
    group by memberships.customer_id
)

select * from final
