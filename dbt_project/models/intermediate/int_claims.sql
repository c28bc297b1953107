{{ config(materialized='view') }}
-- What observations claim, in one shape with people's corrections: a subject, a value, when it is true, and when it was known on its own account. A claim
-- that an extractor ceased to make and made again is there for each time; the newest is marked. What an outside system was sent and gives back is known at
-- no time: it ends where it begins.
with

observations as (
    select * from {{ ref('int_observations') }}
),

former as (
    select * from {{ ref('stg_lake__former_activations') }}
),

retractions as (
    select observation_id, min(decided_at) as decided_at
    from {{ ref('stg_lake__decisions') }}
    where decision = 'retract' and observation_id is not null
    group by observation_id
),

spells as (
    select
        {% for column in observation_columns() %}{{ column }}, {% endfor %}
        echo_of, subject_type, content_print, subject, 1 as is_newest
    from observations
    union all
    select
        {% for column in observation_columns()[:-2] %}observations.{{ column }}, {% endfor %}
        former.activated_at, former.deactivated_at, observations.echo_of, observations.subject_type, observations.content_print, observations.subject, 0 as is_newest
    from observations
    inner join former on observations.observation_id = former.observation_id
),

known as (
    select
        spells.*,
        least(coalesce(spells.retired_at, {{ never() }}), coalesce(spells.deactivated_at, {{ never() }})) as drawn_until,
        coalesce(retractions.decided_at, {{ never() }}) as retracted_at
    from spells
    left join retractions on spells.observation_id = retractions.observation_id
),

observed as (
    select
        observation_id as evidence_id,
        is_newest,
        identity,
        kind,
        subject_type,
        subject,
        operation,
        case subject_type when 'attribute' then value when 'topic' then coalesce(value, '') else '' end as value,
        confidence,
        case authority when 'system_of_record' then 1 when 'customer' then 2 when 'agent' then 3 else 4 end as authority_rank,
        observed_at,
        valid_from,
        coalesce(valid_to, {{ never() }}) as valid_to,
        greatest(recorded_at, activated_at) as known_from,
        case when echo_of is null then least(drawn_until, retracted_at) else greatest(recorded_at, activated_at) end as known_to,
        case when activated_at > recorded_at then 'extractor' when operation = 'retract' then 'retraction' else 'claim' end as came_by,
        case
            when retracted_at <= drawn_until then 'decision'
            when deactivated_at < coalesce(retired_at, {{ never() }}) then 'extractor'
            else 'correction'
        end as went_by,
        content_print
    from known
),

final as (
    select * from observed
    union all
    select * from {{ ref('int_corrections') }}
)

select * from final
