with

source as (
    select * from {{ source('lake', 'deliveries') }}
),

renamed as (
    select
        target,
        object,
        key,
        customer_id,
        operation,
        content_hash,
        payload,
        status,
        answer,
        attempts,
        batch_id,
        changed_at
    from source
),

-- A delivery that is under way, or was killed, has written down earlier states too.
numbered as (
    select *, row_number() over (partition by target, object, key order by changed_at desc) as age
    from renamed
)

select
    target, object, key, customer_id, operation, content_hash, payload, status, answer, attempts, batch_id, changed_at
from numbered
where age = 1
