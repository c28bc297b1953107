-- Who changed contact preference last month, from what to what, and in which words. Last month is the one before the last build's.
with last_month as (
    select date_trunc('month', max(clock_at)) - interval '1 month' as starts_at, date_trunc('month', max(clock_at)) as ends_at
    from marts.fct_builds
),

preferences as (
    select
        customer_id,
        value,
        valid_from,
        lag(value) over (partition by customer_id order by valid_from) as value_before,
        observation_ids
    from marts.fct_profile_history
    where attribute = 'contact.preferred_channel' and known_to is null
)

select preferences.customer_id, preferences.value_before, preferences.value, preferences.valid_from, min(observations.quote) as quote
from preferences
inner join last_month on preferences.valid_from >= last_month.starts_at and preferences.valid_from < last_month.ends_at
left join marts.fct_observations as observations
    on preferences.observation_ids like '%"' || observations.observation_id || '"%' and observations.valid_from = preferences.valid_from
where preferences.value_before <> preferences.value
group by preferences.customer_id, preferences.value_before, preferences.value, preferences.valid_from
order by preferences.valid_from
