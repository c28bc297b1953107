-- What each customer was last reconciled from, and when time alone will change it next. Built after all that depends on it, so that a run that dies is healed by the next.
-- depends_on: {{ ref('fct_profile_history') }}, {{ ref('fct_memories') }}, {{ ref('fct_commitments') }}, {{ ref('int_current_attributes') }}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_customers() }}") }}
with

fingerprints as (
    select * from {{ ref('int_fingerprints') }}
),

changed as (
    select * from {{ ref('int_changed_customers') }}
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

evidence as (
    select customer_id, valid_from, valid_to from {{ ref('int_evidence') }}
),

promises as (
    select customer_id, due_at from {{ ref('fct_commitments') }}
),

moments as (
    select customer_id, valid_from as moment from evidence
    union all
    select customer_id, valid_to as moment from evidence
    union all
    select customer_id, due_at as moment from promises
),

next_changes as (
    select moments.customer_id, min(moments.moment) as next_change_at
    from moments
    cross join clock
    where moments.moment > clock.clock_at
    group by moments.customer_id
),

final as (
    select fingerprints.customer_id, fingerprints.fingerprint, next_changes.next_change_at, clock.clock_at as reconciled_at, clock.reconciler
    from fingerprints
    cross join clock
    inner join changed on fingerprints.customer_id = changed.customer_id
    left join next_changes on fingerprints.customer_id = next_changes.customer_id
)

select * from final
