"""Tables of who is who: links and memberships. What belongs here: evidence and its outcome. What does not: what is true of a customer."""

from __future__ import annotations

import dataframely as dy

from warehouse.tables.columns import flag, moment, share, text, word
from warehouse.tables.words import LINK_STATES


class Links(dy.Schema):
    """Evidence that two identities are one person, or a decision that they are not, and what became of it."""

    link_id = text("keyed hash of the two identities, rule and evidence", key=True)
    identity_a = text("the lesser of the two, as text", personal=True)
    identity_b = text("the greater of the two", personal=True)
    rule = text("`given_together`, `stated`, `probabilistic`, `decision_link`, `decision_unlink`")
    evidence = text("where it was seen: an interaction_id, `conversation:…`, `record:…` or a decision's id", personal=True)
    probability = share("of a probabilistic link", nullable=True)
    recorded_at = moment("when the evidence landed")
    state = word("what became of it", LINK_STATES)
    state_reason = text("why")
    state_from = moment("since when the state holds")


class Memberships(dy.Schema):
    """An identity's membership in a customer over an interval of known time. Intervals of one identity do not overlap."""

    identity = text("`type:value`", key=True, personal=True)
    identity_type = text("type of the identity")
    value = text("value of the identity", personal=True)
    customer_id = text("keyed id of the customer")
    known_from = moment("from when the warehouse held this", key=True)
    known_to = moment("until when; null is open", nullable=True)


class Customers(dy.Schema):
    """A customer id over the time it was in use."""

    customer_id = text("keyed id", key=True)
    known_from = moment("first known", key=True)
    known_to = moment("until when; null is open", nullable=True)
    merged_into = text("the customer that took it over", nullable=True)
    is_held = flag("is its component larger than allowed, and held for review?")
