-- The evidence behind a belief: what won some piece of it, and what says the same from a time within it, as far as it was known while the belief was.
with

beliefs as (
    select * from {{ ref('int_beliefs') }}
),

winners as (
    select belief_key, horizon, valid_from, evidence_id from {{ ref('int_winners') }}
),

evidence as (
    select * from {{ ref('int_evidence') }} where operation = 'assert'
),

final as (
    select beliefs.belief_id, evidence.evidence_id
    from beliefs
    inner join evidence
        on beliefs.belief_key = evidence.belief_key
        and beliefs.value = evidence.value
        and beliefs.valid_from <= evidence.valid_from
        and evidence.valid_from < beliefs.valid_to
        and evidence.known_from < beliefs.known_to
        and beliefs.known_from < evidence.known_to
    union
    select beliefs.belief_id, winners.evidence_id
    from beliefs
    inner join winners
        on beliefs.belief_key = winners.belief_key
        and beliefs.known_from <= winners.horizon
        and winners.horizon < beliefs.known_to
        and beliefs.valid_from <= winners.valid_from
        and winners.valid_from < beliefs.valid_to
)

select * from final
