-- What a belief key stands for.
with

evidence as (
    select * from {{ ref('int_evidence') }}
),

final as (
    select belief_key, customer_id, subject_type, subject, min(kind) as kind
    from evidence
    group by belief_key, customer_id, subject_type, subject
)

select * from final
