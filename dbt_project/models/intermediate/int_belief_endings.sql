-- Whether a belief still stands at the build's clock, and if not, whether another took its place, a retraction ended it, or time did.
with

beliefs as (
    select * from {{ ref('int_belief_facts') }}
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

starts as (
    select distinct belief_key, valid_from from beliefs where known_to is null
),

revisions as (
    select distinct first_belief_key as belief_key, known_from from beliefs
),

new_policies as (
    select distinct belief_key, known_to from {{ ref('int_evidence') }} where went_by = 'policy'
),

retractions as (
    select distinct belief_key, valid_from from {{ ref('int_evidence') }} where operation = 'retract'
),

final as (
    select
        beliefs.belief_id,
        case
            when beliefs.known_to is not null and coalesce(revisions.belief_key, new_policies.belief_key) is not null then 'superseded'
            when beliefs.known_to is not null then 'retracted'
            when beliefs.valid_to is null or beliefs.valid_to > clock.clock_at then 'active'
            when starts.belief_key is not null then 'superseded'
            when retractions.belief_key is not null then 'retracted'
            else 'expired'
        end as status
    from beliefs
    cross join clock
    left join revisions on beliefs.belief_key = revisions.belief_key and beliefs.known_to = revisions.known_from
    left join new_policies on beliefs.belief_key = new_policies.belief_key and beliefs.known_to = new_policies.known_to
    left join starts on beliefs.belief_key = starts.belief_key and beliefs.valid_to = starts.valid_from
    left join retractions on beliefs.belief_key = retractions.belief_key and beliefs.valid_to = retractions.valid_from
)

select * from final
