-- What we believed on 20 March, about 20 March: both clocks stand at that moment.
with noon as (select timestamp '2026-03-20 12:00:00' as moment)

select history.customer_id, history.attribute, history.value, history.valid_from, history.known_from
from marts.fct_profile_history as history
inner join noon
    on history.valid_from <= noon.moment and (history.valid_to is null or noon.moment < history.valid_to)
    and history.known_from <= noon.moment and (history.known_to is null or noon.moment < history.known_to)
order by history.customer_id, history.attribute, history.value
