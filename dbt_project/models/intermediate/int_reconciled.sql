-- What each customer was last reconciled from. Built after all that depends on it, so that a run that dies is healed by the next.
-- depends_on: {{ ref('int_reconciled_subjects') }}, {{ ref('dim_profiles') }}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_customers() }}") }}
with

changed as (
    select * from {{ ref('int_changed_customers') }}
),

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

next_dues as (
    select promises.customer_id, min(promises.due_at) as next_change_at
    from {{ ref('fct_commitments') }} as promises
    cross join clock
    where promises.due_at > clock.clock_at
    group by promises.customer_id
),

final as (
    select changed.customer_id, changed.fingerprint, next_dues.next_change_at, clock.clock_at as reconciled_at, clock.reconciler
    from changed
    cross join clock
    left join next_dues on changed.customer_id = next_dues.customer_id
    where changed.fingerprint is not null
)

select * from final
