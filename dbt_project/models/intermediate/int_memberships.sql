-- A membership with what began and what ended it: a move out of a customer that was merged away is a merge, any other move an unlink.
with

memberships as (
    select * from {{ ref('stg_lake__memberships') }}
),

merged_away as (
    select distinct customer_id, known_to as merged_at from {{ ref('stg_lake__customers') }} where merged_into is not null
),

neighbours as (
    select
        identity,
        customer_id,
        known_from,
        coalesce(known_to, {{ never() }}) as known_to,
        lag(customer_id) over (partition by identity order by known_from) as customer_before,
        lag(known_to) over (partition by identity order by known_from) as left_before_at
    from memberships
),

final as (
    select
        neighbours.identity,
        neighbours.customer_id,
        neighbours.known_from,
        neighbours.known_to,
        case
            when neighbours.left_before_at is null or neighbours.left_before_at <> neighbours.known_from then 'first'
            when before.customer_id is not null then 'merge'
            else 'unlink'
        end as came_by,
        case when own.customer_id is not null then 'merge' else 'unlink' end as went_by
    from neighbours
    left join merged_away as before on neighbours.customer_before = before.customer_id and neighbours.known_from = before.merged_at
    left join merged_away as own on neighbours.customer_id = own.customer_id and neighbours.known_to = own.merged_at
    where neighbours.known_from < neighbours.known_to
)

select * from final
