{{ config(materialized='view') }}
-- What observations and people's corrections claim, in one shape: a subject, a value, when it is true, and when it was known on its own account.
with

-- What an outside system was sent and gives back is known at no time: it ends where it begins.
observations as (
    select
        observations.*,
        case when echoes.observation_id is not null then greatest(observations.recorded_at, observations.activated_at) end as came_back_at
    from {{ ref('stg_lake__observations') }} as observations
    left join {{ ref('stg_lake__echoes') }} as echoes on observations.observation_id = echoes.observation_id
),

decisions as (
    select * from {{ ref('stg_lake__decisions') }}
),

retractions as (
    select observation_id, min(decided_at) as decided_at
    from decisions
    where decision = 'retract' and observation_id is not null
    group by observation_id
),

observed as (
    select
        observations.observation_id as evidence_id,
        observations.identity,
        observations.kind,
        observations.operation,
        observations.confidence,
        observations.observed_at,
        observations.valid_from,
        coalesce(observations.valid_to, {{ never() }}) as valid_to,
        greatest(observations.recorded_at, observations.activated_at) as known_from,
        least(
            coalesce(observations.came_back_at, {{ never() }}),
            coalesce(observations.retired_at, {{ never() }}),
            coalesce(observations.deactivated_at, {{ never() }}),
            coalesce(retractions.decided_at, {{ never() }})
        ) as known_to,
        case observations.authority when 'system_of_record' then 1 when 'customer' then 2 when 'agent' then 3 else 4 end as authority_rank,
        case
            when observations.attribute is not null and (observations.value is not null or observations.operation = 'retract') then 'attribute'
            when observations.topic is not null then 'topic'
            else 'statement'
        end as subject_type,
        observations.attribute,
        observations.topic,
        observations.statement,
        observations.value,
        case
            when observations.activated_at > observations.recorded_at then 'extractor'
            when observations.operation = 'retract' then 'retraction'
            else 'claim'
        end as came_by,
        case
            when retractions.decided_at <= least(coalesce(observations.retired_at, {{ never() }}), coalesce(observations.deactivated_at, {{ never() }}))
                then 'decision'
            when observations.deactivated_at < coalesce(observations.retired_at, {{ never() }}) then 'extractor'
            else 'correction'
        end as went_by
    from observations
    left join retractions on observations.observation_id = retractions.observation_id
),

corrected as (
    select
        decision_id as evidence_id,
        identity_a as identity,
        'attribute' as kind,
        case when value is null then 'retract' else 'assert' end as operation,
        cast(1 as double) as confidence,
        decided_at as observed_at,
        decided_at as valid_from,
        {{ never() }} as valid_to,
        decided_at as known_from,
        {{ never() }} as known_to,
        0 as authority_rank,
        'attribute' as subject_type,
        attribute,
        cast(null as {{ dbt.type_string() }}) as topic,
        cast(null as {{ dbt.type_string() }}) as statement,
        value,
        'decision' as came_by,
        'decision' as went_by
    from decisions
    where decision = 'correct' and identity_a is not null and attribute is not null
),

final as (
    select * from observed
    union all
    select * from corrected
)

select * from final
