with

links as (
    select * from {{ ref('stg_lake__links') }}
),

customers as (
    select * from {{ ref('int_customers_now') }}
),

final as (
    select links.*, customers_a.customer_id as customer_a, customers_b.customer_id as customer_b
    from links
    left join customers as customers_a on links.identity_a = customers_a.identity
    left join customers as customers_b on links.identity_b = customers_b.identity
)

select * from final
