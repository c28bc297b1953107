-- Which beliefs of today rest on one agent's word: a single observation is behind them, and an agent made it.
select history.customer_id, history.attribute, history.value, observations.quote, observations.interaction_id
from marts.fct_profile_history as history
inner join marts.fct_observations as observations on history.observation_ids = '["' || observations.observation_id || '"]'
where history.is_current and observations.authority = 'agent'
order by history.customer_id, history.attribute
