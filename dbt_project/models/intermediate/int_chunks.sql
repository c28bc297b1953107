-- Cuts the evidence of a subject where nothing on one side can change what is believed on the other, and marks claims that only confirm. Without this
-- the cost of a subject grows with the cube of its claims; with it, claims that arrive in order cost the same each, however many there are.
--
-- A claim is plain if it never ends, is never taken back and never ceases to be known; orderly if it is known before all that is true from later on.
-- * A claim that only confirms: an earlier plain claim of the same unbroken run of one value was known before it, and the next claim, if there is one,
--   is plain and orderly, so that it never comes back. It is behind the belief, and decides nothing.
-- * A cut: a plain, orderly claim right after a plain one of another value that was known before. It closes the chunk before it, and opens its own.
-- Only where later claims win; under other policies a subject is one chunk.
with

evidence as (
    select
        *,
        row_number() over (
            partition by belief_key order by valid_from, operation desc, priority_2, priority_3, observed_at, evidence_id desc
        ) as place,
        max(case when operation = 'retract' and value is null then valid_from end) over (partition by belief_key) as all_taken_back_at,
        max(case when operation = 'retract' then valid_from end) over (partition by belief_key, value) as taken_back_at
    from {{ ref('int_evidence') }}
),

judged as (
    select
        *,
        case
            when operation = 'assert' and valid_to = {{ never() }} and known_to = {{ never() }} and policy in ('latest', 'accumulate')
                and coalesce(all_taken_back_at, valid_from) <= valid_from and coalesce(taken_back_at, valid_from) <= valid_from then 1
            else 0
        end as is_plain,
        case
            when known_from <= coalesce(
                min(known_from) over (partition by belief_key order by place rows between 1 following and unbounded following), {{ never() }}
            ) then 1
            else 0
        end as is_orderly,
        case
            when lag(operation) over (partition by belief_key order by place) = 'assert'
                and operation = 'assert' and lag(value) over (partition by belief_key order by place) = value then 0
            else 1
        end as is_run_start
    from evidence
),

runs as (
    select
        *,
        sum(is_run_start) over (partition by belief_key order by place rows unbounded preceding) as run,
        lead(is_plain * is_orderly, 1, 1) over (partition by belief_key order by place) as is_followed_in_order
    from judged
),

confirmed as (
    select
        *,
        case
            when is_followed_in_order = 1 and operation = 'assert' and known_from >= min(case when is_plain = 1 then known_from end) over (
                partition by belief_key, run order by place rows between unbounded preceding and 1 preceding
            ) then 1
            else 0
        end as is_confirmation
    from runs
),

cuts as (
    select
        belief_key,
        place,
        case
            when is_plain = 1 and is_orderly = 1
                and lag(is_plain) over (partition by belief_key order by place) = 1
                and lag(value) over (partition by belief_key order by place) <> value
                and lag(valid_from) over (partition by belief_key order by place) < valid_from
                and lag(known_from) over (partition by belief_key order by place) <= known_from
                and coalesce(lead(valid_from) over (partition by belief_key order by place), {{ never() }}) > valid_from then 1
            else 0
        end as is_cut
    from confirmed
    where is_confirmation = 0
),

numbered as (
    select
        confirmed.*,
        coalesce(cuts.is_cut, 0) as is_cut,
        sum(coalesce(cuts.is_cut, 0)) over (partition by confirmed.belief_key order by confirmed.place rows unbounded preceding) as chunk
    from confirmed
    left join cuts on confirmed.belief_key = cuts.belief_key and confirmed.place = cuts.place
),

placed as (
    select *, 0 as is_closing from numbered
    union all
    select *, 1 as is_closing from numbered where is_cut = 1
),

final as (
    select
        belief_key || '/' || cast(chunk - is_closing as {{ dbt.type_string() }}) as chunk_key,
        belief_key,
        is_closing,
        is_confirmation,
        evidence_id,
        operation,
        value,
        policy,
        authority_rank,
        priority_1,
        priority_2,
        priority_3,
        observed_at,
        valid_from,
        valid_to,
        known_from,
        known_to
    from placed
)

select * from final
