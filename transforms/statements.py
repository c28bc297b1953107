"""Third-person sentences. What belongs here: how an attribute and its value are said. What does not: whether it is true."""

from __future__ import annotations

from transforms.registry import Attribute

_CHANNELS = {"email": "e-mail", "sms": "SMS", "phone": "phone", "whatsapp": "WhatsApp", "chat": "chat", "post": "post"}
_SENSITIVE = {"card_number": "A payment card number", "government_id": "A government id number", "secret": "A password or one-time code"}
_SAID = {
    "person.name": "The customer's name is {v}.",
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
    "preference.name": "The customer wants to be called {v}.",
}


def statement(attribute: Attribute, value: str | None, operation: str = "assert", speaker: str = "customer") -> str:
    """One short sentence about the customer that says no more than attribute and value do."""
    name, about = attribute.name, _noun(attribute)
    if name.startswith("sensitive."):
        return f"{_SENSITIVE.get(name.removeprefix('sensitive.'), 'A sensitive number')} was given by the {speaker}."
    if operation == "retract":
        return f"{about}: {value} no longer holds." if value else f"{about} no longer holds."
    if name == "contact.preferred_channel":
        return f"The customer prefers to be contacted by {_CHANNELS.get(value or '', value)}."
    if name == "contact.do_not_contact":
        return "The customer does not want to be contacted." if value == "yes" else "The customer may be contacted."
    if name.startswith("consent."):
        return f"The customer {'agrees to' if value == 'yes' else 'does not agree to'} {name.removeprefix('consent.').replace('_', ' ')}."
    if name == "outcome.resolution":
        return f"The conversation ended {value}."
    if name in _SAID:
        return _SAID[name].format(v=value)
    return f"{about}: {value}."


def _noun(attribute: Attribute) -> str:
    about = attribute.description.split(",")[0].rstrip(".") if attribute.description and len(attribute.description) < 60 else attribute.name.replace(".", " ").replace("_", " ")
    about = about.rstrip("?")
    return about[:1].upper() + about[1:]
