-- How claims of an attribute were reconciled over known time, without a gap: by the ledger, by the default where it is silent, by the registry where
-- there is none.
with

ledger as (
    select * from {{ ref('stg_lake__policies') }}
),

attributes as (
    select * from {{ ref('stg_lake__attributes') }}
),

placed as (
    select
        *,
        coalesce(known_to, {{ never() }}) as known_until,
        lead(known_from, 1, {{ never() }}) over (partition by attribute order by known_from) as next_from,
        row_number() over (partition by attribute order by known_from) as place
    from ledger
),

unlisted as (
    select attributes.*
    from attributes
    left join ledger on attributes.attribute = ledger.attribute
    where ledger.attribute is null
),

spans as (
    select attribute, cardinality, policy, expires_after_seconds, half_life_seconds, known_from, known_until as known_to
    from placed
    union all
    select attribute, 'one', 'latest', null, null, {{ ever() }}, known_from
    from placed
    where place = 1 and {{ ever() }} < known_from
    union all
    select attribute, 'one', 'latest', null, null, known_until, next_from
    from placed
    where known_until < next_from
    union all
    select attribute, cardinality, policy, expires_after_seconds, half_life_seconds, {{ ever() }}, {{ never() }}
    from unlisted
),

final as (
    select
        attribute,
        case when cardinality = 'many' then 'accumulate' else policy end as policy,
        expires_after_seconds,
        half_life_seconds,
        known_from,
        known_to,
        row_number() over (partition by attribute order by known_from) as era
    from spans
)

select * from final
