{{ config(materialized='view') }}
-- One number a customer that changes with anything its marts are made of.
with

holders as (
    select * from {{ ref('int_holders') }}
),

said as (
    select identity, sum(fingerprint) as fingerprint from {{ ref('int_file_prints') }} group by identity
),

contacts as (
    select identity, {{ fingerprint(['interaction_id', 'occurred_at', 'channel']) }} as fingerprint
    from {{ ref('fct_interactions') }}
    group by identity
),

people as (
    select * from {{ ref('stg_lake__decisions') }} where decision in ('correct', 'retract')
),

-- What is said of an observation, or a correction, by its id: that a person took it back, or that it is an echo.
marks as (
    select observation_id, decision_id as mark, decided_at from people where decision = 'retract'
    union all
    select observation_id, target as mark, null as decided_at from {{ ref('stg_lake__echoes') }}
),

decisions as (
    select observations.identity, marks.mark, marks.decided_at
    from marks
    inner join {{ ref('stg_lake__observations') }} as observations on marks.observation_id = observations.observation_id
    union all
    select people.identity_a as identity, marks.mark, marks.decided_at
    from marks
    inner join people on marks.observation_id = people.decision_id
    union all
    select identity_a as identity, decision_id as mark, decided_at from people where decision = 'correct'
),

decided as (
    select identity, {{ fingerprint(['mark', 'decided_at']) }} as fingerprint from decisions group by identity
),

kinds as (
    select {{ fingerprint(['attribute', 'kind', 'cardinality', 'policy', 'class']) }} as fingerprint from {{ ref('stg_lake__attributes') }}
),

policies as (
    select {{ fingerprint(['attribute', 'policy', 'expires_after_seconds', 'half_life_seconds', 'known_from', 'known_to']) }} as fingerprint
    from {{ ref('int_policies') }}
),

final as (
    select
        holders.customer_id,
        {{ fingerprint([
            'holders.identity', 'holders.known_from', 'holders.known_to', 'holders.came_by', 'holders.went_by', 'said.fingerprint', 'contacts.fingerprint',
            'decided.fingerprint', 'kinds.fingerprint', 'policies.fingerprint',
        ]) }} as fingerprint
    from holders
    cross join kinds
    cross join policies
    left join said on holders.identity = said.identity
    left join contacts on holders.identity = contacts.identity
    left join decided on holders.identity = decided.identity
    group by holders.customer_id
)

select * from final
