{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_customers() }}", on_schema_change='fail') }}
-- Kept: the same side says later, of the same matter, that it is done (an outcome, an event, or a commitment that is taken back or has a closing value).
with

observations as (
    select observations.*, {{ matter('observations.topic') }} as matter
    from {{ ref('fct_observations') }} as observations
    inner join {{ ref('int_changed_customers') }} as changed on observations.customer_id = changed.customer_id
    where status <> 'retracted' and not (status = 'superseded' and status_reason like 'its message was revised%')
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

-- Two extractors may hear one promise in the same words: the reading that says more of it stands.
promised as (
    select
        *,
        case when authority = 'customer' then 'customer' else 'agent' end as promised_by,
        row_number() over (
            partition by coalesce(interaction_id, observation_id), quote
            order by case when due_at is null then 1 else 0 end, case when topic is null then 1 else 0 end, confidence desc, observation_id
        ) as place
    from observations
    where kind = 'commitment' and operation = 'assert' and coalesce(value, 'open') not in ('kept', 'done', 'yes', 'resolved')
),

promises as (
    select * from promised where place = 1
),

closings as (
    select
        *,
        case when authority = 'customer' then 'customer' else 'agent' end as said_by
    from observations
    where
        kind in ('outcome', 'event', 'commitment')
        and topic is not null
        and (operation = 'retract' or value in ('kept', 'done', 'yes', 'resolved'))
),

matched as (
    select
        promises.observation_id,
        closings.observation_id as kept_by_observation_id,
        closings.observed_at as kept_at,
        row_number() over (partition by promises.observation_id order by closings.observed_at, closings.observation_id) as place
    from promises
    inner join closings
        on promises.customer_id = closings.customer_id
        and promises.matter = closings.matter
        and promises.promised_by = closings.said_by
        and promises.observed_at < closings.observed_at
),

final as (
    select
        promises.observation_id as commitment_id,
        promises.customer_id,
        promises.promised_by,
        promises.statement,
        promises.quote,
        promises.observed_at as promised_at,
        promises.due_at,
        case when matched.observation_id is not null then 'kept' when promises.due_at < clock.clock_at then 'broken' else 'open' end as status,
        case
            when matched.kept_at > promises.due_at then 'said to be done, though after it was due'
            when matched.observation_id is not null then 'said to be done'
            when promises.due_at < clock.clock_at then 'due time passed and nothing says that it was done'
            when promises.due_at is null then 'no due time, and nothing says that it was done'
            else 'not due yet'
        end as status_reason,
        promises.interaction_id,
        promises.conversation_id,
        promises.observation_id,
        matched.kept_by_observation_id
    from promises
    cross join clock
    left join matched on promises.observation_id = matched.observation_id and matched.place = 1
)

select * from final
