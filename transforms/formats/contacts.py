"""What systems of record call the built-in attributes. What belongs here: their names for a person's fields. What does not: how any system exports them."""

from __future__ import annotations

import re
from typing import Any

_NAMES = {
    "person.name": "name full_name fullname display_name",
    "person.first_name": "first_name firstname given_name",
    "person.surname": "last_name lastname surname family_name",
    "person.date_of_birth": "birthdate birthday birth_date date_of_birth dob",
    "person.occupation": "title job_title occupation",
    "contact.email": "email email_address",
    "contact.phone": "phone phone_number mobile_phone mobilephone mobile home_phone homephone other_phone otherphone",
    "contact.postal_code": "mailing_postal_code mailingpostalcode postal_code postalcode zip zip_code address_postal_code address_postalcode address_zip",
    "contact.preferred_channel": "preferred_channel preferred_contact_method preferred_contact_channel",
    "contact.preferred_time": "preferred_time preferred_contact_time",
    "contact.do_not_contact": "do_not_contact do_not_call donotcall",
    "language": "language languages preferred_language",
    "location.city": "city mailing_city mailingcity address_city",
    "location.country": "country mailing_country mailingcountry address_country",
    "organization.name": "company company_name account_name organization organization_name organisation",
    "account.plan": "plan plan_name",
    "account.username": "username user_name",
    "account.number": "account_number accountnumber",
}
ATTRIBUTES = {word: attribute for attribute, words in _NAMES.items() for word in words.split()}
"""Field name, lower case with `_`, to attribute name."""
_STREET = ("mailing_street", "mailingstreet", "street", "address_street")
_STATE = ("mailing_state", "mailingstate", "state", "address_state")


def key(name: str) -> str:
    """A field's name in one spelling: `MailingCity`, `Mailing City` and `mailing_city__c` are `mailingcity`, `mailing_city`, `mailing_city`."""
    return re.sub(r"[\W_]+", "_", name.removesuffix("__c")).strip("_").lower()


def attribute_of(name: str) -> str:
    """The attribute that a field comes in as; a field that stands for none keeps its name."""
    spelled = key(name)
    return "contact.address" if spelled in _STREET else ATTRIBUTES.get(spelled, name)


def attributes(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields by attribute name where there is one, by their own names otherwise. Several values of one attribute are a list."""
    out: dict[str, Any] = {}
    parts = {key(name): value for name, value in fields.items() if value not in (None, "")}
    for name, value in fields.items():
        if value in (None, "", [], {}) or key(name) in (*_STREET, *_STATE):
            continue
        attribute = ATTRIBUTES.get(key(name), name)
        held = out.get(attribute)
        if held is None:
            out[attribute] = value
        elif value != held and not (isinstance(held, list) and value in held):
            out[attribute] = [*held, value] if isinstance(held, list) else [held, value]
    address = _address(parts, out)
    return out | ({"contact.address": address} if address and "contact.address" not in out else {})


def _address(parts: dict[str, Any], out: dict[str, Any]) -> str | None:
    """The address in one line, where there is a street."""
    street = next((parts[name] for name in _STREET if name in parts), None)
    if street is None:
        return None
    state = next((parts[name] for name in _STATE if name in parts), None)
    region = " ".join(str(one) for one in (state, out.get("contact.postal_code")) if one)
    return ", ".join(" ".join(str(one).split()) for one in (street, out.get("location.city"), region, out.get("location.country")) if one)
