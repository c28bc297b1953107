-- The moments at which what is known about a subject changes: all ends of known intervals. Between two of them nothing does.
with

evidence as (
    select chunk_key, known_from, known_to from {{ ref('int_chunks') }} where is_confirmation = 0
),

ends as (
    select chunk_key, known_from as horizon from evidence
    union
    select chunk_key, known_to as horizon from evidence where known_to < {{ never() }}
),

final as (
    select
        chunk_key,
        horizon,
        lead(horizon, 1, {{ never() }}) over (partition by chunk_key order by horizon) as next_horizon
    from ends
)

select * from final
