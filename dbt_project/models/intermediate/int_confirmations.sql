{{ config(materialized='view') }}
-- Marks claims that only confirm. Claims that arrive in order thus cost the same each, however many there are.
--
-- A claim is plain if it never ends, is never taken back and never ceases to be known under its policy, and no person decided anything; orderly if it is
-- known before all that is true from later on. It only confirms if an earlier plain claim of the same unbroken run of one value was known before it, and
-- the next claim, if there is one, is plain and orderly, so that it never comes back. It is behind the belief, and decides nothing.
-- Only where later claims win: under other policies nothing is plain.
with

evidence as (
    select
        *,
        row_number() over (
            partition by line_key order by valid_from, operation desc, priority_2, priority_3, observed_at, evidence_id desc
        ) as place,
        max(case when operation = 'retract' and value is null then valid_from end) over (partition by line_key) as all_taken_back_at,
        max(case when operation = 'retract' then valid_from end) over (partition by line_key, value) as taken_back_at,
        min(authority_rank) over (partition by line_key) as highest_rank
    from {{ ref('int_evidence') }}
),

judged as (
    select
        *,
        case
            when operation = 'assert' and valid_to = {{ never() }} and known_to = era_to and policy in ('latest', 'accumulate') and highest_rank > 0
                and coalesce(all_taken_back_at, valid_from) <= valid_from and coalesce(taken_back_at, valid_from) <= valid_from then 1
            else 0
        end as is_plain,
        case
            when known_from <= coalesce(
                min(known_from) over (partition by line_key order by place rows between 1 following and unbounded following), {{ never() }}
            ) then 1
            else 0
        end as is_orderly,
        case
            when lag(operation) over (partition by line_key order by place) = 'assert'
                and operation = 'assert' and lag(value) over (partition by line_key order by place) = value then 0
            else 1
        end as is_run_start
    from evidence
),

runs as (
    select
        *,
        sum(is_run_start) over (partition by line_key order by place rows unbounded preceding) as run,
        lead(is_plain * is_orderly, 1, 1) over (partition by line_key order by place) as is_followed_in_order
    from judged
),

final as (
    select
        *,
        case
            when is_followed_in_order = 1 and operation = 'assert' and known_from >= min(case when is_plain = 1 then known_from end) over (
                partition by line_key, run order by place rows between unbounded preceding and 1 preceding
            ) then 1
            else 0
        end as is_confirmation
    from runs
)

select * from final
