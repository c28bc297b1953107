-- The evidence behind a belief as it was last known: what won some piece of it then, and what else says the same from a time within it. What was revised,
-- retracted or parted from the customer meanwhile is behind it no more, though the belief itself went on.
with

beliefs as (
    select * from {{ ref('int_beliefs') }}
),

winners as (
    select chunk_key, next_horizon, valid_from, evidence_id from {{ ref('int_winners') }}
),

evidence as (
    select * from {{ ref('int_chunks') }} where operation = 'assert' and is_closing = 0
),

final as (
    select beliefs.belief_id, evidence.evidence_id
    from beliefs
    inner join evidence
        on beliefs.chunk_key = evidence.chunk_key
        and beliefs.value = evidence.value
        and beliefs.valid_from <= evidence.valid_from
        and evidence.valid_from < beliefs.valid_to
        and evidence.known_from < beliefs.known_to
        and beliefs.known_to <= evidence.known_to
    union
    select beliefs.belief_id, winners.evidence_id
    from beliefs
    inner join winners
        on beliefs.chunk_key = winners.chunk_key
        and beliefs.known_to = winners.next_horizon
        and beliefs.valid_from <= winners.valid_from
        and winners.valid_from < beliefs.valid_to
)

select * from final
