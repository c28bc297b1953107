-- Where a piece of evidence stands at the build's clock among all that is known of its subject now.
with

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

latest as (
    select belief_key, max(horizon) as horizon from {{ ref('int_horizons') }} group by belief_key
),

claims as (
    select claims.*
    from {{ ref('int_known_claims') }} as claims
    inner join latest on claims.belief_key = latest.belief_key and claims.horizon = latest.horizon
),

placed as (
    select
        claims.*,
        clock.clock_at,
        case when claims.valid_from <= clock.clock_at and clock.clock_at < claims.valid_to then 1 else 0 end as is_live
    from claims
    cross join clock
),

ranked as (
    select *, row_number() over (partition by belief_key, is_live order by {{ by_priority() }}) as place
    from placed
),

best as (
    select belief_key, evidence_id, value from ranked where is_live = 1 and place = 1
),

final as (
    select
        ranked.belief_key,
        ranked.evidence_id,
        ranked.valid_from,
        ranked.valid_to,
        case
            when ranked.valid_from > ranked.clock_at then 'to come'
            when ranked.valid_to <= ranked.clock_at then 'ended'
            when ranked.evidence_id = best.evidence_id then 'best'
            when ranked.value = best.value then 'same'
            else 'other'
        end as standing,
        best.evidence_id as best_evidence_id
    from ranked
    left join best on ranked.belief_key = best.belief_key
)

select * from final
