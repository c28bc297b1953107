-- What each subject of each customer was last reconciled from, and when time alone will change it next. Built after all that is kept by subject, so that a
-- run that dies is healed by the next.
-- depends_on: {{ ref('fct_observations') }}, {{ ref('fct_profile_history') }}, {{ ref('fct_memories') }}, {{ ref('user_traits') }}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_reconciled_subjects() }}") }}
with

changed as (
    select * from {{ ref('int_changed_subjects') }}
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

moments as (
    select subject_key, valid_from as moment from {{ ref('int_evidence') }}
    union all
    select subject_key, valid_to as moment from {{ ref('int_evidence') }}
),

next_changes as (
    select moments.subject_key, min(moments.moment) as next_change_at
    from moments
    cross join clock
    where moments.moment > clock.clock_at
    group by moments.subject_key
),

final as (
    select changed.customer_id, changed.subject_key, changed.fingerprint, next_changes.next_change_at, clock.clock_at as reconciled_at
    from changed
    cross join clock
    left join next_changes on changed.subject_key = next_changes.subject_key
    where changed.fingerprint is not null
)

select * from final
