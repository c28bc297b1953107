"""Tables of who is who: links and memberships. What belongs here: evidence and its outcome. What does not: what is true of a customer."""

from __future__ import annotations

import dataframely as dy

from warehouse.tables import columns as c
from warehouse.tables.words import LINK_STATES


class Links(dy.Schema):
    """Evidence that two identities are one person, or a decision that they are not, and what became of it."""

    link_id = c.text("keyed hash of the two identities, rule and evidence", key=True)
    identity_a = c.text("the lesser of the two, as text", personal=True)
    identity_b = c.text("the greater of the two", personal=True)
    rule = c.text("`given_together`, `stated`, `probabilistic`, `decision_link`, `decision_unlink`")
    evidence = c.text("where it was seen: an interaction_id, `conversation:…`, `record:…` or a decision's id", personal=True)
    probability = c.share("of a probabilistic link", nullable=True)
    recorded_at = c.moment("when the evidence landed")
    state = c.word("what became of it", LINK_STATES)
    state_reason = c.text("why")
    state_from = c.moment("since when the state holds")


class Memberships(dy.Schema):
    """An identity's membership in a customer over an interval of known time. Intervals of one identity do not overlap."""

    identity = c.text("`type:value`", key=True, personal=True)
    identity_type = c.text("type of the identity")
    value = c.text("value of the identity", personal=True)
    customer_id = c.text("keyed id of the customer")
    known_from = c.moment("from when the warehouse held this", key=True)
    known_to = c.moment("until when; null is open", nullable=True)


class Customers(dy.Schema):
    """A customer id over the time it was in use."""

    customer_id = c.text("keyed id", key=True)
    known_from = c.moment("first known", key=True)
    known_to = c.moment("until when; null is open", nullable=True)
    merged_into = c.text("the customer that took it over", nullable=True)
    is_held = c.flag("is its component larger than allowed, and held for review?")
