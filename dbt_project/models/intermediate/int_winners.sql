-- At each horizon, the line of valid time cut where any claim starts or ends, and the one claim that wins each piece.
with

claims as (
    select * from {{ ref('int_known_claims') }}
),

points as (
    select chunk_key, horizon, valid_from as valid_at from claims
    union
    select chunk_key, horizon, valid_to as valid_at from claims
),

pieces as (
    select
        chunk_key,
        horizon,
        valid_at as valid_from,
        lead(valid_at) over (partition by chunk_key, horizon order by valid_at) as valid_to
    from points
),

ranked as (
    select
        pieces.chunk_key,
        claims.belief_key,
        claims.is_closing,
        pieces.horizon,
        claims.next_horizon,
        pieces.valid_from,
        pieces.valid_to,
        claims.value,
        claims.evidence_id,
        claims.valid_from = pieces.valid_from as is_own_start,
        row_number() over (partition by pieces.chunk_key, pieces.horizon, pieces.valid_from order by {{ by_priority() }}) as place
    from pieces
    inner join claims
        on pieces.chunk_key = claims.chunk_key
        and pieces.horizon = claims.horizon
        and claims.valid_from <= pieces.valid_from
        and pieces.valid_from < claims.valid_to
    where pieces.valid_to is not null
),

final as (
    select chunk_key, belief_key, horizon, next_horizon, valid_from, valid_to, value, evidence_id, is_own_start
    from ranked
    where place = 1 and is_closing = 0
)

select * from final
