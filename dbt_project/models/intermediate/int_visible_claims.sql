{{ config(materialized='view') }}
-- At each horizon, the claims that win somewhere: one is only followed up to the first stronger one that never ends.
with

claims as (
    select
        *,
        min(case when valid_to = {{ never() }} then valid_from end) over (
            partition by chunk_key, horizon order by {{ by_priority() }} rows between unbounded preceding and 1 preceding
        ) as hidden_from
    from {{ ref('int_known_claims') }}
),

final as (
    select
        chunk_key,
        subject_key,
        belief_key,
        is_closing,
        horizon,
        next_horizon,
        evidence_id,
        value,
        priority_1,
        priority_2,
        priority_3,
        observed_at,
        valid_from,
        least(valid_to, coalesce(hidden_from, {{ never() }})) as valid_to
    from claims
    where valid_from < coalesce(hidden_from, {{ never() }})
)

select * from final
