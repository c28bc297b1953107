with

attributes as (
    select * from {{ ref('int_current_attributes') }}
),

history as (
    select customer_id, attribute, max(valid_from) as said_at, max(known_from) as known_at
    from {{ ref('fct_profile_history') }}
    where is_current
    group by customer_id, attribute
),

final as (
    select
        attributes.customer_id as canonical_segment_id,
        attributes.attribute as name,
        attributes.value,
        cast({{ epoch_us('history.known_at') }} as bigint) as seq,
        history.known_at as received_at,
        history.known_at as uuid_ts,
        history.said_at as "timestamp"
    from attributes
    inner join history on attributes.customer_id = history.customer_id and attributes.attribute = history.attribute
)

select * from final
