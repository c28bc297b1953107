-- Winners' pieces put together: neighbours in valid time with one value, then neighbours in known time with one value and one valid interval, also where
-- another policy came to rule between them. `chunk_key` and `belief_key` are those that it was last believed under.
with

winners as (
    select * from {{ ref('int_winners') }}
),

marked as (
    select
        *,
        case
            when lag(value) over (partition by chunk_key, horizon order by valid_from) = value and lag(valid_to) over (partition by chunk_key, horizon order by valid_from) = valid_from then 0
            else 1
        end as is_start
    from winners
),

numbered as (
    select *, sum(is_start) over (partition by chunk_key, horizon order by valid_from rows unbounded preceding) as run
    from marked
),

spans as (
    select
        chunk_key,
        subject_key,
        belief_key,
        horizon,
        next_horizon,
        value,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        max(case when is_start = 1 and is_own_start then 1 else 0 end) as is_own_start
    from numbered
    group by chunk_key, subject_key, belief_key, horizon, next_horizon, value, run
),

marked_in_known_time as (
    select
        *,
        case when lag(next_horizon) over (partition by subject_key, value, valid_from, valid_to order by horizon) = horizon then 0 else 1 end as is_start,
        case when lead(horizon) over (partition by subject_key, value, valid_from, valid_to order by horizon) = next_horizon then 0 else 1 end as is_end,
        row_number() over (partition by belief_key, horizon order by valid_from) as place
    from spans
),

numbered_in_known_time as (
    select
        *,
        sum(is_start) over (partition by subject_key, value, valid_from, valid_to order by horizon rows unbounded preceding) as run
    from marked_in_known_time
),

final as (
    select
        {{ row_hash(['subject_key', 'value', "cast(valid_from as " ~ dbt.type_string() ~ ")", "cast(min(horizon) as " ~ dbt.type_string() ~ ")"]) }} as belief_id,
        max(case when is_end = 1 then chunk_key end) as chunk_key,
        max(case when is_end = 1 then belief_key end) as belief_key,
        max(case when is_start = 1 then belief_key end) as first_belief_key,
        subject_key,
        value,
        valid_from,
        valid_to,
        min(horizon) as known_from,
        max(next_horizon) as known_to,
        max(case when is_start = 1 then is_own_start else 0 end) as is_own_start,
        max(case when is_start = 1 and place = 1 then 1 else 0 end) as is_earliest
    from numbered_in_known_time
    group by subject_key, value, valid_from, valid_to, run
)

select * from final
