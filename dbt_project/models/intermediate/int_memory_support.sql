-- The observations behind each belief, best first: the one that the policy puts first, then the next.
with

support as (
    select * from {{ ref('int_belief_support') }}
),

beliefs as (
    select belief_id, chunk_key from {{ ref('int_beliefs') }}
),

ranks as (
    select distinct chunk_key, evidence_id, priority_1, priority_2, priority_3, observed_at from {{ ref('int_chunks') }}
),

observations as (
    select * from {{ ref('int_observations') }}
),

final as (
    select
        support.belief_id,
        support.evidence_id,
        observations.statement,
        observations.topic,
        observations.quote,
        observations.authority,
        observations.confidence,
        observations.source,
        observations.interaction_id,
        observations.conversation_id,
        observations.classes,
        observations.is_instruction,
        ranks.observed_at,
        row_number() over (partition by support.belief_id order by {{ by_priority() | replace('observed_at', 'ranks.observed_at') | replace('evidence_id', 'ranks.evidence_id') }}) as place
    from support
    inner join beliefs on support.belief_id = beliefs.belief_id
    inner join ranks on beliefs.chunk_key = ranks.chunk_key and support.evidence_id = ranks.evidence_id
    left join observations on support.evidence_id = observations.observation_id
)

select * from final
