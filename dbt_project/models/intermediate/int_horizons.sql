-- The moments at which what is known about a subject changes: all ends of known intervals. Between two of them nothing does.
with

evidence as (
    select belief_key, known_from, known_to from {{ ref('int_evidence') }}
),

ends as (
    select belief_key, known_from as horizon from evidence
    union
    select belief_key, known_to as horizon from evidence where known_to < {{ never() }}
),

final as (
    select
        belief_key,
        horizon,
        lead(horizon, 1, {{ never() }}) over (partition by belief_key order by horizon) as next_horizon
    from ends
)

select * from final
