-- A belief with all that marts tell of it, ends that are open as null.
with

beliefs as (
    select * from {{ ref('int_beliefs') }}
),

subjects as (
    select * from {{ ref('int_subjects') }}
),

reasons as (
    select * from {{ ref('int_belief_reasons') }}
),

support as (
    select belief_id, {{ json_text_list('evidence_id') }} as observation_ids, count(*) as mentions
    from {{ ref('int_belief_support') }}
    group by belief_id
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

final as (
    select
        beliefs.belief_id,
        beliefs.belief_key,
        beliefs.first_belief_key,
        subjects.customer_id,
        subjects.subject_type,
        subjects.subject,
        subjects.kind,
        beliefs.value,
        beliefs.valid_from,
        nullif(beliefs.valid_to, {{ never() }}) as valid_to,
        beliefs.known_from,
        nullif(beliefs.known_to, {{ never() }}) as known_to,
        beliefs.known_to = {{ never() }} and beliefs.valid_from <= clock.clock_at and clock.clock_at < beliefs.valid_to as is_current,
        reasons.change_reason,
        reasons.end_reason,
        support.observation_ids,
        support.mentions
    from beliefs
    cross join clock
    inner join subjects on beliefs.belief_key = subjects.belief_key
    inner join reasons on beliefs.belief_id = reasons.belief_id
    inner join support on beliefs.belief_id = support.belief_id
)

select * from final
