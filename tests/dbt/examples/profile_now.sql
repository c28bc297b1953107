-- The profile now, of the customer that an identity belongs to.
select profiles.*
from marts.dim_profiles as profiles
inner join marts.dim_identities as identities on profiles.customer_id = identities.customer_id
where identities.identity = 'email:ana0@example.com' and identities.known_to is null
