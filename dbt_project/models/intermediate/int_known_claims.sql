-- At each horizon, the claims then known, each with the end that was then known: its own, its expiry, or the first retraction of it.
with

horizons as (
    select * from {{ ref('int_horizons') }}
),

evidence as (
    select * from {{ ref('int_chunks') }} where is_confirmation = 0
),

known as (
    select horizons.horizon, horizons.next_horizon, evidence.*
    from horizons
    inner join evidence
        on horizons.chunk_key = evidence.chunk_key
        and evidence.known_from <= horizons.horizon
        and horizons.horizon < evidence.known_to
),

retractions as (
    select * from known where operation = 'retract'
),

taken_back as (
    select known.chunk_key, known.horizon, known.evidence_id, min(retractions.valid_from) as taken_back_at
    from known
    inner join retractions
        on known.chunk_key = retractions.chunk_key
        and known.horizon = retractions.horizon
        and {{ is_taken_back_by('known', 'retractions') }}
    where known.operation = 'assert'
    group by known.chunk_key, known.horizon, known.evidence_id
),

final as (
    select
        known.chunk_key,
        known.subject_key,
        known.belief_key,
        known.is_closing,
        known.horizon,
        known.next_horizon,
        known.evidence_id,
        known.value,
        known.priority_1,
        known.priority_2,
        known.priority_3,
        known.observed_at,
        known.valid_from,
        least(known.valid_to, coalesce(taken_back.taken_back_at, {{ never() }})) as valid_to
    from known
    left join taken_back
        on known.chunk_key = taken_back.chunk_key
        and known.horizon = taken_back.horizon
        and known.evidence_id = taken_back.evidence_id
    where known.operation = 'assert'
)

select * from final
