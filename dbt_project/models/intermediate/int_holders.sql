-- Whose an identity's claims are: each customer's that it was ever in, and nobody's, written '', where it is in none now.
with

memberships as (
    select * from {{ ref('int_memberships') }}
),

now as (
    select * from memberships where known_to = {{ never() }}
),

identities as (
    select distinct identity from {{ ref('int_file_prints') }}
),

final as (
    select identity, customer_id, known_from, known_to, came_by, went_by from memberships
    union all
    select
        identities.identity,
        '' as customer_id,
        {{ ever() }} as known_from,
        {{ never() }} as known_to,
        'first' as came_by,
        'unlink' as went_by
    from identities
    left join now on identities.identity = now.identity
    where now.identity is null
)

select * from final
