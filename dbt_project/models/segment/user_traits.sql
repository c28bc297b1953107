-- depends_on: {{ ref('int_changed_subjects') }}
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_changed_attributes('name', 'canonical_segment_id') }}"
) }}
with

attributes as (
    select attributes.*
    from {{ ref('int_current_attributes') }} as attributes
    inner join {{ ref('int_changed_subjects') }} as changed
        on attributes.customer_id = changed.customer_id
        and changed.subject_type = 'attribute'
        and attributes.attribute = changed.subject
),

final as (
    select
        customer_id as canonical_segment_id,
        attribute as name,
        value,
        {{ received('known_at') }},
        said_at as "timestamp"
    from attributes
)

select * from final
