-- Observations of all identities that the customers to look at ever held, each with what it is about.
with

holders as (
    select * from {{ ref('int_holders') }}
),

identities as (
    select distinct holders.identity
    from holders
    inner join {{ ref('int_changed_customers') }} as changed on holders.customer_id = changed.customer_id
),

observations as (
    select observations.*, echoes.target as echo_of
    from {{ ref('stg_lake__observations') }} as observations
    inner join identities on observations.identity = identities.identity
    left join {{ ref('stg_lake__echoes') }} as echoes on observations.observation_id = echoes.observation_id
),

typed as (
    select
        *,
        {{ subject_type_of('attribute', 'value', 'operation', 'topic') }} as subject_type,
        {{ row_print(observation_columns() + ['echo_of']) }} as content_print
    from observations
),

final as (
    select *, {{ subject_of('subject_type', 'kind', 'attribute', 'topic', 'statement') }} as subject
    from typed
)

select * from final
