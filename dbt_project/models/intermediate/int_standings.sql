-- Where a piece of evidence stands at the build's clock among all that is known of its subject now.
with

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

evidence as (
    select * from {{ ref('int_evidence') }} where known_to = {{ never() }} and operation = 'assert'
),

taken_back as (
    select * from {{ ref('int_taken_back') }}
),

claims as (
    select
        evidence.belief_key,
        evidence.evidence_id,
        evidence.value,
        evidence.priority_1,
        evidence.priority_2,
        evidence.priority_3,
        evidence.observed_at,
        evidence.valid_from,
        least(evidence.valid_to, coalesce(taken_back.taken_back_at, {{ never() }})) as valid_to
    from evidence
    left join taken_back on evidence.belief_key = taken_back.belief_key and evidence.evidence_id = taken_back.evidence_id
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
    select
        *,
        first_value(evidence_id) over (partition by belief_key order by is_live desc, {{ by_priority() }}) as first_evidence_id,
        first_value(value) over (partition by belief_key order by is_live desc, {{ by_priority() }}) as first_value
    from placed
),

final as (
    select
        belief_key,
        evidence_id,
        valid_from,
        valid_to,
        case
            when valid_from > clock_at then 'to come'
            when valid_to <= clock_at then 'ended'
            when evidence_id = first_evidence_id then 'best'
            when value = first_value then 'same'
            else 'other'
        end as standing,
        case when is_live = 1 then first_evidence_id end as best_evidence_id
    from ranked
)

select * from final
