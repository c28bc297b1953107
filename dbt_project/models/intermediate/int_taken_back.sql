-- Claims that a retraction ends, as known now.
with

evidence as (
    select * from {{ ref('int_evidence') }} where known_to = {{ never() }}
),

claims as (
    select * from evidence where operation = 'assert'
),

retractions as (
    select * from evidence where operation = 'retract'
),

final as (
    select claims.belief_key, claims.evidence_id, min(retractions.valid_from) as taken_back_at
    from claims
    inner join retractions on claims.belief_key = retractions.belief_key and {{ is_taken_back_by('claims', 'retractions') }}
    group by claims.belief_key, claims.evidence_id
)

select * from final
