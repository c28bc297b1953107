-- At each horizon, the line of valid time cut where any claim starts or ends, and the one claim that wins each piece. A claim is compared with those alone
-- that it overlaps then: few, where claims come in order.
with

claims as (
    select * from {{ ref('int_visible_claims') }}
),

marked as (
    select
        *,
        case
            when valid_from < max(valid_to) over (
                partition by chunk_key, horizon order by valid_from, evidence_id rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as is_start
    from claims
),

clustered as (
    select *, sum(is_start) over (partition by chunk_key, horizon order by valid_from, evidence_id rows unbounded preceding) as cluster
    from marked
),

points as (
    select chunk_key, horizon, cluster, valid_from as valid_at from clustered
    union
    select chunk_key, horizon, cluster, valid_to as valid_at from clustered
),

pieces as (
    select
        chunk_key,
        horizon,
        cluster,
        valid_at as valid_from,
        lead(valid_at) over (partition by chunk_key, horizon, cluster order by valid_at) as valid_to
    from points
),

ranked as (
    select
        clustered.chunk_key,
        clustered.subject_key,
        clustered.belief_key,
        clustered.is_closing,
        clustered.horizon,
        clustered.next_horizon,
        pieces.valid_from,
        pieces.valid_to,
        clustered.value,
        clustered.evidence_id,
        clustered.valid_from = pieces.valid_from as is_own_start,
        row_number() over (partition by clustered.chunk_key, clustered.horizon, pieces.valid_from order by {{ by_priority() }}) as place
    from pieces
    inner join clustered
        on pieces.chunk_key = clustered.chunk_key
        and pieces.horizon = clustered.horizon
        and pieces.cluster = clustered.cluster
        and clustered.valid_from <= pieces.valid_from
        and pieces.valid_from < clustered.valid_to
    where pieces.valid_to is not null
),

final as (
    select chunk_key, subject_key, belief_key, horizon, next_horizon, valid_from, valid_to, value, evidence_id, is_own_start
    from ranked
    where place = 1 and is_closing = 0
)

select * from final
