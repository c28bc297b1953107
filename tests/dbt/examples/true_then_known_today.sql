-- What was true on 20 March, as known today: the valid clock stands at that moment, the known clock at its end.
with noon as (select timestamp '2026-03-20 12:00:00' as moment)

select history.customer_id, history.attribute, history.value, history.valid_from, history.known_from
from marts.fct_profile_history as history
inner join noon on history.valid_from <= noon.moment and (history.valid_to is null or noon.moment < history.valid_to)
where history.known_to is null
order by history.customer_id, history.attribute, history.value
