"""Third-person sentences. What belongs here: how an attribute and its value are said. What does not: whether it is true."""

from __future__ import annotations

import re

from transforms.registry import Attribute

_CHANNELS = {"email": "e-mail", "sms": "SMS", "phone": "phone", "whatsapp": "WhatsApp", "chat": "chat", "post": "post"}
_SENSITIVE = {"card_number": "A payment card number", "government_id": "A government id number", "secret": "A password or one-time code"}
_SAID = {
    "person.name": "The customer's name is {v}.",
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
    "order.number": "The customer gave the order number {v}.",
    "booking.number": "The customer gave the booking number {v}.",
    "policy.number": "The customer gave the policy number {v}.",
    "claim.number": "The customer gave the claim number {v}.",
    "ticket.number": "The customer gave the ticket number {v}.",
    "note": "{v}",
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


_PERSON = [
    (re.compile(pattern, re.I), said)
    for pattern, said in (
        (r"\b(?:i'm|i am|im)\b", "{who} is"), (r"\b(?:i've|i have)\b", "{who} has"), (r"\b(?:i'll|i will)\b", "{who} will"), (r"\b(?:i'd|i would)\b", "{who} would"),
        (r"\bi (?:(?:just|really|still|also) )?(?:do not|don't|do n't|dont)\b", "{who} does not"), (r"\bi was\b", "{who} was"), (r"\bi can\b", "{who} can"), (r"\bi had\b", "{who} had"),
        (r"\b(?:we're|we are)\b", "{who} and theirs are"), (r"\bmyself\b", "themselves"), (r"\bmine\b", "theirs"), (r"\bme\b", "them"), (r"\bmy\b", "their"), (r"\bour\b", "their"),
        (r"\bus\b", "them"), (r"\bwe\b", "they"), (r"\byour\b", "{other}'s"), (r"\byou\b", "{other}"),
    )
]  # fmt: skip
_VERB = re.compile(r"\b(?:i) ((?:really|always|usually|never|also|just|absolutely|still|only|often|sometimes) )*([a-z]+)\b", re.I)
_UNBENT = frozenset(
    [
        "can",
        "could",
        "will",
        "would",
        "should",
        "must",
        "may",
        "might",
        "was",
        "had",
        "did",
        "went",
        "got",
        "said",
        "told",
        "came",
        "took",
        "made",
        "found",
        "lost",
        "bought",
        "moved",
        "paid",
        "sent",
        "called",
        "received",
        "ordered",
        "forgot",
        "wanted",
        "needed",
        "tried",
    ]
)
_LEADING = re.compile(
    r"^(?:(?:and|but|so|well|oh|ok|okay|yes|yeah|no|also|please|hi|hello|hey|actually|um|uh|sorry|great|fantastic|excellent|alright|all right|perfect|sure|of course|certainly|awesome|wonderful|no problem|thanks|thank you|absolutely)\b[\s,.!-]*)+",
    re.I,
)
_ASIDE = re.compile(r"\b(?:you know|i mean|i guess),? ?", re.I)
_STUTTER = re.compile(r"\b(\w+)(?: \1\b)+", re.I)
LONGEST = 200


def reported(quote: str, speaker: str) -> str:
    """A quoted sentence in the third person: "I prefer window seats" becomes "The customer prefers window seats."."""
    who, other = ("The customer", "the company") if speaker == "customer" else ("The agent", "the customer")
    text = " ".join(quote.split())[:LONGEST].rstrip(" .,;!")
    text = _STUTTER.sub(r"\1", _ASIDE.sub("", _LEADING.sub("", text))).strip() or text
    text = _VERB.sub(lambda m: m[0] if m[2].lower() in ("am", "have", "do", "will", "would", "was", "had", "can", "don") else f"{who} {m[1] or ''}{_bent(m[2])}", text)
    for pattern, said in _PERSON:
        text = pattern.sub(said.format(who=who, other=other), text)
    if who not in text:
        return f"{who} said: {text}."
    text = text.replace(who, "they").replace("they", who, 1)
    if not text.startswith(who):
        text = text.replace(who, who[0].lower() + who[1:], 1)
    return text[:1].upper() + text[1:] + "."


def _bent(verb: str) -> str:
    """The verb as the third person has it."""
    low = verb.lower()
    if low in _UNBENT or (low.endswith("ed") and not low.endswith("eed")):
        return low
    if low.endswith(("s", "sh", "ch", "x", "o", "z")):
        return low + "es"
    return low[:-1] + "ies" if low.endswith("y") and low[-2:-1] not in "aeiou" else low + "s"
