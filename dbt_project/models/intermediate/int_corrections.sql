{{ config(materialized='view') }}
-- People's corrections as claims, from the decision on, until another person takes the decision back.
with

decisions as (
    select * from {{ ref('stg_lake__decisions') }}
),

retractions as (
    select observation_id, min(decided_at) as decided_at
    from decisions
    where decision = 'retract' and observation_id is not null
    group by observation_id
),

final as (
    select
        decisions.decision_id as evidence_id,
        1 as is_newest,
        decisions.identity_a as identity,
        coalesce(attributes.kind, 'attribute') as kind,
        'attribute' as subject_type,
        decisions.attribute as subject,
        case when decisions.value is null then 'retract' else 'assert' end as operation,
        decisions.value,
        cast(1 as double) as confidence,
        0 as authority_rank,
        decisions.decided_at as observed_at,
        decisions.decided_at as valid_from,
        {{ never() }} as valid_to,
        decisions.decided_at as known_from,
        coalesce(retractions.decided_at, {{ never() }}) as known_to,
        'decision' as came_by,
        'decision' as went_by,
        {{ row_print(['decisions.decision_id', 'decisions.attribute', 'decisions.value', 'attributes.kind']) }} as content_print
    from decisions
    left join retractions on decisions.decision_id = retractions.observation_id
    left join {{ ref('stg_lake__attributes') }} as attributes on decisions.attribute = attributes.attribute
    where decisions.decision = 'correct' and decisions.identity_a is not null and decisions.attribute is not null
)

select * from final
