"""What each mark in a sentence stands for: the observation that a reader would draw from it.

What belongs here: the meaning of labels. What does not: sentences (`words_…`) and how a mark is found in a text (`speech`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """A mark's meaning: kind, attribute (null for a free statement), and the slot or constant that is the value.

    `allows` names attributes or kinds that may be drawn from the same message besides, and need not be;
    `required` is false where the same goes for the observation itself.
    """

    kind: str
    attribute: str | None = None
    slot: str | None = None
    value: str | None = None
    allows: tuple[str, ...] = ()
    required: bool = True


LABELS: dict[str, Label] = {
    "name": Label("attribute", "person.name", slot="name", allows=("person.first_name", "person.surname")),
    "email": Label("attribute", "contact.email", slot="new_email"),
    "phone": Label("attribute", "contact.phone", slot="new_phone"),
    "address": Label(
        "attribute",
        "contact.address",
        slot="address",
        allows=("location.city", "location.country", "contact.postal_code", "event", "location.region", "location.timezone"),
    ),
    "order": Label("attribute", "order.number", slot="order"),
    "misread": Label("attribute", "order.number", slot="order_wrong", required=False),
    "account": Label("attribute", "account.number", slot="account"),
    "plan": Label("attribute", "account.plan", slot="plan", allows=("account.product",)),
    "device": Label("attribute", "device.model", slot="device", allows=("account.product",)),
    "organization": Label("attribute", "organization.name", slot="organization"),
    "household": Label("attribute", "household.size", slot="count", allows=("fact",)),
    "channel": Label(
        "preference",
        "contact.preferred_channel",
        slot="channel",
        allows=(
            "contact.do_not_contact",
            "consent",
            "request",
            "preference",
            "consent.phone",
            "consent.sms",
            "consent.email",
            "consent.whatsapp",
            "consent.post",
        ),
    ),
    "time": Label("preference", "contact.preferred_time", allows=("contact.do_not_contact", "preference", "request", "consent.phone")),
    "carrier": Label("preference", "shipping.carrier", slot="carrier", allows=("request", "preference")),
    "place": Label("preference", "delivery.place", slot="place", allows=("request", "preference", "preference.delivery_place")),
    "language": Label("preference", "language", value="es", allows=("request", "preference")),
    "tongue": Label("preference", "language", value="es", required=False),
    "consent": Label("consent", allows=("contact.do_not_contact", "request", "consent.email")),
    "fact": Label("fact", allows=("person.occupation", "organization.name", "household.size", "request", "preference", "preference.accessibility")),
    "rel": Label("relationship", allows=("fact",)),
    "event": Label("event", allows=("fact", "person.occupation", "request", "preference")),
    "like": Label("preference", allows=("request", "sentiment", "preference.billing", "preference.name", "preference.payment_method", "preference.accessibility")),
    "issue": Label("issue", allows=("issue.topic", "sentiment", "device.model", "outcome.resolution")),
    "request": Label("request", allows=("account.plan", "issue.topic", "account.status", "account.product")),
    "promise": Label("commitment", allows=("outcome",)),
    "sentiment": Label("sentiment", allows=("issue",)),
    "resolved": Label("outcome", "outcome.resolution", value="resolved", allows=("sentiment",)),
    "unresolved": Label("outcome", "outcome.resolution", value="unresolved", allows=("issue", "sentiment")),
    "done": Label("outcome", allows=("outcome.resolution", "event")),
    "card": Label("attribute", "sensitive.card_number"),
    "secret": Label("attribute", "sensitive.secret"),
}
