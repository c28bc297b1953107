-- What a belief key stands for. Its kind is the one that most of its evidence was taken for.
with

evidence as (
    select * from {{ ref('int_evidence') }}
),

kinds as (
    select belief_key, customer_id, subject_type, subject, kind, row_number() over (partition by belief_key order by count(*) desc, kind) as place
    from evidence
    group by belief_key, customer_id, subject_type, subject, kind
),

final as (
    select belief_key, customer_id, subject_type, subject, kind from kinds where place = 1
)

select * from final
