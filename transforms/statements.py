"""Third-person sentences. What belongs here: how an attribute and its value are said. What does not: whether it is true."""

from __future__ import annotations

from transforms.registry import Attribute

_CHANNELS = {"email": "e-mail", "sms": "SMS", "phone": "phone", "whatsapp": "WhatsApp", "chat": "chat", "post": "post"}
_SENSITIVE = {"card_number": "a card number", "government_id": "a government id", "secret": "a password or code"}
_SAID = {
    "person.name": "The customer is {v}.",
    "contact.email": "The customer's e-mail address is {v}.",
    "contact.phone": "The customer's phone number is {v}.",
    "contact.address": "The customer's address is {v}.",
    "contact.postal_code": "The customer's post code is {v}.",
    "account.number": "The customer's account number is {v}.",
    "account.username": "The customer signs in as {v}.",
    "language": "The customer wants to be served in {v}.",
    "sentiment.overall": "The customer sounded {v}.",
    "person.date_of_birth": "The customer was born on {v}.",
    "person.occupation": "The customer works as {v}.",
    "contact.preferred_time": "The customer prefers to be contacted {v}.",
    "location.city": "The customer lives in {v}.",
    "location.country": "The customer lives in {v}.",
    "device.model": "The customer has {v}.",
    "account.plan": "The customer is on the {v} plan.",
    "organization.name": "The customer belongs to {v}.",
    "preference.seat": "The customer prefers {v} seats.",
    "preference.diet": "The customer's diet: {v}.",
    "person.first_name": "The customer's given name is {v}.",
    "person.surname": "The customer's family name is {v}.",
    "person.title": "The customer is addressed as {v}.",
    "person.pronouns": "The customer's pronouns are {v}.",
    "location.region": "The customer lives in {v}.",
    "location.timezone": "The customer's time zone is {v}.",
    "account.status": "The customer's account is {v}.",
    "account.product": "The customer has {v}.",
    "order.number": "The customer's order: {v}.",
    "booking.number": "The customer's booking: {v}.",
    "policy.number": "The customer's policy: {v}.",
    "claim.number": "The customer's claim: {v}.",
    "ticket.number": "The customer's ticket: {v}.",
    "note": "{v}",
    "preference.name": "The customer wants to be called {v}.",
}


def statement(attribute: Attribute, value: str | None, operation: str = "assert", speaker: str = "customer") -> str:
    """One short sentence about the customer that says no more than attribute and value do."""
    name, about = attribute.name, _noun(attribute)
    if name.startswith("sensitive."):
        return f"The {speaker} gave {_SENSITIVE.get(name.removeprefix('sensitive.'), 'a sensitive number')}."
    if name.startswith("record."):
        return f'On record, "{attribute.description}" ' + (f"is {value}." if operation == "assert" else "no longer holds.")
    if operation == "retract":
        return f"{about}: {value} no longer holds." if value else f"{about} no longer holds."
    if name == "contact.preferred_channel":
        return f"The customer prefers to be contacted by {_CHANNELS.get(value or '', value)}."
    if name == "contact.do_not_contact":
        return "The customer does not want to be contacted." if value == "yes" else "The customer may be contacted."
    if name.startswith("consent."):
        return f"The customer {'agrees to' if value == 'yes' else 'does not agree to'} {name.removeprefix('consent.').replace('_', ' ')}."
    if name == "outcome.resolution":
        return f"Ended {value}."
    if name in _SAID:
        return _SAID[name].format(v=value)
    return f"{about}: {value}."


def _noun(attribute: Attribute) -> str:
    about = attribute.description.split(",")[0].rstrip(".") if attribute.description and len(attribute.description) < 60 else attribute.name.replace(".", " ").replace("_", " ")
    about = about.partition(" (")[0].rstrip("?")
    return about[:1].upper() + about[1:]
