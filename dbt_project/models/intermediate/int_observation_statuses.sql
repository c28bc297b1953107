-- What became of each observation, and why: the first case that fits, so that there is exactly one.
with

clock as (
    select * from {{ ref('stg_lake__clock') }}
),

observations as (
    select observations.*, observations.echo_of as target, customers.customer_id
    from {{ ref('int_observations') }} as observations
    left join {{ ref('int_customers_now') }} as customers on observations.identity = customers.identity
    inner join {{ ref('int_changed_subjects') }} as changed
        on coalesce(customers.customer_id, '') = changed.customer_id
        and observations.subject_type = changed.subject_type
        and observations.subject = changed.subject
),

claims as (
    select evidence_id, known_to, went_by from {{ ref('int_claims') }} where is_newest = 1
),

standings as (
    select
        *,
        row_number() over (
            partition by evidence_id
            order by case standing when 'best' then 1 when 'same' then 2 when 'other' then 3 when 'to come' then 4 else 5 end, belief_key
        ) as place
    from {{ ref('int_standings') }}
),

judged as (
    select
        observations.observation_id,
        observations.customer_id,
        standings.best_evidence_id,
        case
            when observations.target is not null then 'duplicate: an echo: it is what ' || observations.target || ' had been sent'
            when claims.known_to < {{ never() }} and claims.went_by = 'decision' then 'retracted: a person retracted it'
            when claims.known_to < {{ never() }} and claims.went_by = 'extractor' then 'superseded: the extractor version that drew it was retired'
            when claims.known_to < {{ never() }} then 'superseded: its message was revised, or the conversation went on in a way that changes its reading'
            when observations.valid_to <= observations.valid_from then 'expired: it holds for no time at all'
            when observations.operation = 'retract' then 'active: it takes back what was said before'
            when observations.customer_id is null then 'active: it is about an identity that is not in any customer'
            when standings.standing = 'best' then 'active: it is what is believed now'
            when standings.standing = 'same' then 'duplicate: it says the same as ' || standings.best_evidence_id
            when standings.standing = 'other' then 'superseded: what is believed now is ' || standings.best_evidence_id
            when standings.standing = 'to come' then 'active: it holds from a time to come'
            when standings.valid_to >= coalesce(observations.valid_to, {{ never() }}) then 'expired: the time it was said to hold for is over'
            when is_taken_back.evidence_id is not null then 'retracted: a later statement took it back'
            else 'expired: it was not said again within the time that such a claim holds for'
        end as verdict
    from observations
    cross join clock
    inner join claims on observations.observation_id = claims.evidence_id
    left join standings on observations.observation_id = standings.evidence_id and standings.place = 1
    left join {{ ref('int_taken_back') }} as is_taken_back
        on standings.belief_key = is_taken_back.belief_key
        and standings.evidence_id = is_taken_back.evidence_id
        and standings.valid_to = is_taken_back.taken_back_at
),

final as (
    select
        observation_id,
        customer_id,
        split_part(verdict, ': ', 1) as status,
        substr(verdict, length(split_part(verdict, ': ', 1)) + 3) as status_reason
    from judged
)

select * from final
