-- Claims by what they are reconciled with: `belief_key` is a subject, or one value of it where values hold side by side; `line_key` the same under one
-- policy. Claims that were never known, or true at no time, drop out.
with

claims as (
    select * from {{ ref('int_attributed_claims') }} where known_from < known_to and valid_from < valid_to
),

-- A retraction that names no value is about all that are held.
values_held as (
    select distinct subject_key, value as subject_value
    from claims
    where policy = 'accumulate' and value is not null
),

placed as (
    select
        claims.*,
        case
            when claims.policy <> 'accumulate' then claims.subject_key
            else claims.subject_key || '/' || {{ row_hash(['values_held.subject_value']) }}
        end as belief_key
    from claims
    left join values_held
        on claims.policy = 'accumulate'
        and claims.subject_key = values_held.subject_key
        and (claims.value = values_held.subject_value or claims.value is null)
),

final as (
    select
        subject_key,
        belief_key,
        belief_key || '/' || cast(era as {{ dbt.type_string() }}) as line_key,
        customer_id,
        subject_type,
        subject,
        kind,
        evidence_id,
        operation,
        value,
        policy,
        era_to,
        authority_rank,
        {{ priority_numbers('policy', 'authority_rank', 'confidence', 'valid_from', 'half_life_seconds') }},
        observed_at,
        valid_from,
        valid_to,
        known_from,
        known_to,
        came_by,
        went_by
    from placed
)

select * from final
