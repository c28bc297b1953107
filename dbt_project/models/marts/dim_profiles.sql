-- Its YAML names a column for each registered attribute; the one in a home is written by the build, the user's attributes among them.
{% set attributes = [] %}
{% for column in model.columns.values() if column.config.meta.get('attribute') %}
    {% do attributes.append([adapter.quote(column.name) if column.quote else column.name, column.config.meta.attribute]) %}
{% endfor %}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_changed_customers() }}", on_schema_change='fail') }}
with

customers as (
    select distinct memberships.customer_id
    from {{ ref('stg_lake__memberships') }} as memberships
    inner join {{ ref('int_changed_customers') }} as changed on memberships.customer_id = changed.customer_id
    where memberships.known_to is null
),

interactions as (
    select interactions.*
    from {{ ref('fct_interactions') }} as interactions
    inner join customers on interactions.customer_id = customers.customer_id
),

-- What a target gives back is no sign of the customer: were it one, each delivery would change the row that it delivers.
observations as (
    select observations.*
    from {{ ref('fct_observations') }} as observations
    inner join customers on observations.customer_id = customers.customer_id
    left join {{ ref('stg_lake__echoes') }} as echoes on observations.observation_id = echoes.observation_id
    where echoes.observation_id is null
),

current_attributes as (
    select attributes.*
    from {{ ref('int_current_attributes') }} as attributes
    inner join customers on attributes.customer_id = customers.customer_id
),

contacts as (
    select
        customer_id,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        count(*) as interactions
    from interactions
    group by customer_id
),

channels as (
    select customer_id, {{ json_text_list('channel') }} as channels
    from (select distinct customer_id, channel from interactions) as used
    group by customer_id
),

observed as (
    select customer_id, min(observed_at) as first_seen_at, max(observed_at) as last_seen_at
    from observations
    group by customer_id
),

laid_side_by_side as (
    select
        customer_id
        {%- for name, attribute in attributes %},
        max(case when attribute = '{{ attribute }}' then value end) as {{ name }}
        {%- endfor %}
    from current_attributes
    group by customer_id
),

final as (
    select
        customers.customer_id,
        {%- for name, attribute in attributes %}
        laid_side_by_side.{{ name }},
        {%- endfor %}
        least(coalesce(contacts.first_seen_at, observed.first_seen_at), coalesce(observed.first_seen_at, contacts.first_seen_at)) as first_seen_at,
        greatest(coalesce(contacts.last_seen_at, observed.last_seen_at), coalesce(observed.last_seen_at, contacts.last_seen_at)) as last_seen_at,
        coalesce(channels.channels, '[]') as channels,
        coalesce(contacts.interactions, 0) as interactions
    from customers
    left join contacts on customers.customer_id = contacts.customer_id
    left join channels on customers.customer_id = channels.customer_id
    left join observed on customers.customer_id = observed.customer_id
    left join laid_side_by_side on customers.customer_id = laid_side_by_side.customer_id
)

select * from final
