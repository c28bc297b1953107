{# No two rows of one key may hold at the same moment of `clocks`: one pair of columns, or two, in which case rows clash only where both overlap. #}
{% test ranges_do_not_overlap(model, by, clocks, id) %}
select a.{{ id }}
from {{ model }} as a
inner join {{ model }} as b
    on {% for column in by %}a.{{ column }} = b.{{ column }} and {% endfor %}a.{{ id }} < b.{{ id }}
    {%- for clock in clocks %}
    and (b.{{ clock }}_to is null or a.{{ clock }}_from < b.{{ clock }}_to)
    and (a.{{ clock }}_to is null or b.{{ clock }}_from < a.{{ clock }}_to)
    {%- endfor %}
{% endtest %}

{# At most one row of a key is open at the upper end. #}
{% test one_open_end_per_key(model, by, column_name) %}
select {{ by | join(', ') }}
from {{ model }}
where {{ column_name }} is null
group by {{ by | join(', ') }}
having count(*) > 1
{% endtest %}

{# An interval is not empty. #}
{% test not_empty_interval(model, clock) %}
select * from {{ model }} where {{ clock }}_to <= {{ clock }}_from
{% endtest %}

{# No two rows agree on all of the columns. Where rows that agree are of one customer, named by `customer`, only those of customers made again need a look. #}
{% test unique_together(model, columns, customer=none) %}
select {{ columns | join(', ') }}
from {{ model }}
{% if customer %}where coalesce({{ customer }}, '') in (select customer_id from {{ ref('int_changed_customers') }}){% endif %}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{# Every row of `of` is here, by id. #}
{% test covers(model, column_name, of, their) %}
select theirs.{{ their }}
from {{ of }} as theirs
left join {{ model }} as ours on theirs.{{ their }} = ours.{{ column_name }}
where ours.{{ column_name }} is null
{% endtest %}

{# The ids here are those of `of`, each as often: by their number and one number over all of them, so that it costs one look at each. #}
{% test has_the_ids(model, column_name, of, their) %}
with

ours as (
    select count(*) as ids, {{ fingerprint([column_name]) }} as fingerprint from {{ model }}
),

theirs as (
    select count(*) as ids, {{ fingerprint([their]) }} as fingerprint from {{ of }}
)

select ours.ids, theirs.ids as their_ids
from ours
cross join theirs
where ours.ids <> theirs.ids or ours.fingerprint <> theirs.fingerprint
{% endtest %}
