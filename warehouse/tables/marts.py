"""Tables an analyst sees, as dbt makes them. What belongs here: their columns. What does not: how they are made, and lake tables.

A test holds these against the dbt project's contracts, both ways.
"""

from __future__ import annotations

import dataframely as dy

from warehouse.tables import columns as c
from warehouse.tables.ledgers import Audit, Builds, Deliveries, Erasures, Recalls
from warehouse.tables.words import AUTHORITIES, CHANGE_REASONS, CHANNELS, END_REASONS, KINDS, LINK_STATES, OPERATIONS, SPEAKERS, STATUSES


class FctInteractions(dy.Schema):
    """An interaction in its newest revision, with the customer it belongs to now."""

    interaction_id = c.text("`source:message_id`", key=True)
    source = c.text("name of the source")
    conversation_id = c.text("the source's own conversation id")
    message_id = c.text("the source's own message id")
    channel = c.word("how it was said", CHANNELS)
    speaker = c.word("who said it", SPEAKERS)
    occurred_at = c.moment("when it was said")
    recorded_at = c.moment("when this revision landed")
    text = c.text("what was said, sensitive numbers masked", personal=True)
    language = c.text("ISO 639-1 of the text, or `und`")
    customer_id = c.text("the customer it belongs to now", nullable=True)
    export_id = c.text("the export it came in")
    identity = c.text("the identity that it is attributed by", personal=True)
    revisions = c.count("how many revisions of it are held")


class FctObservations(dy.Schema):
    """An observation, the customer it is about now, and what became of it."""

    observation_id = c.text("keyed hash of place, attribute, value and operation", key=True)
    customer_id = c.text("whom it is about, now", nullable=True)
    identity = c.text("the identity it was drawn for", personal=True)
    kind = c.word("kind of claim", KINDS)
    attribute = c.text("registered attribute, or null for a free statement", nullable=True)
    value = c.text("value in its canonical text form", personal=True, nullable=True)
    operation = c.word("assert or retract", OPERATIONS)
    statement = c.text("a short third-person sentence", personal=True)
    quote = c.text("the words that say it", personal=True)
    quote_start = c.count("first code point of the quote in the interaction's text; null for a record", nullable=True)
    quote_end = c.count("one past its last code point", nullable=True)
    interaction_id = c.text("the message, or null for a record", nullable=True)
    conversation_id = c.text("the conversation, or null for a record", nullable=True)
    source = c.text("name of the source")
    channel = c.text("channel of the message, or null for a record", nullable=True)
    authority = c.word("who vouches for it", AUTHORITIES)
    confidence = c.share("how sure the extractor is")
    observed_at = c.moment("when it was said or updated")
    valid_from = c.moment("from when it is true")
    valid_to = c.moment("until when, where the words say so", nullable=True)
    recorded_at = c.moment("when it could first be drawn from what had landed")
    extractor = c.text("which extractor")
    extractor_version = c.text("its declared version")
    status = c.word("what became of it", STATUSES)
    status_reason = c.text("why, in plain words")
    topic = c.text("what a free statement is about, as a key", personal=True, nullable=True)
    record_id = c.text("the record, or null for a message", personal=True, nullable=True)
    due_at = c.moment("when a commitment is due", nullable=True)
    classes = c.text("JSON list of the classes it is of: its attribute's, and those that its words tell")
    is_instruction = c.flag("does it read like an order to a model?")


class FctProfileHistory(dy.Schema):
    """A belief: what the observations known at one moment say was true in one interval."""

    customer_id = c.text("whose belief", key=True)
    attribute = c.text("the attribute", key=True)
    value = c.text("the value believed", personal=True, key=True)
    valid_from = c.moment("true from", key=True)
    valid_to = c.moment("true until; null is open", nullable=True)
    known_from = c.moment("believed from", key=True)
    known_to = c.moment("believed until; null is still", nullable=True)
    is_current = c.flag("believed now, and true at the build's clock")
    change_reason = c.word("what brought it about", CHANGE_REASONS)
    observation_ids = c.text("JSON list of the observations, and decisions, behind it, sorted")
    belief_id = c.text("hash of customer, attribute, value and the two starts")
    end_reason = c.word("what ended it being believed, in the words of change_reason; null where it is believed still", END_REASONS, nullable=True)


class DimProfiles(dy.Schema):
    """A customer now. One column more for every registered attribute, dots as two underscores: text, or a JSON list where many values hold."""

    customer_id = c.text("the customer", key=True)
    first_seen_at = c.moment("first message or observation", nullable=True)
    last_seen_at = c.moment("last message or observation", nullable=True)
    channels = c.text("JSON list of the channels used, sorted")
    interactions = c.count("messages held")


class DimCustomers(dy.Schema):
    """A customer id over the time it was in use."""

    customer_id = c.text("keyed id", key=True)
    known_from = c.moment("first known", key=True)
    known_to = c.moment("until when; null is open", nullable=True)
    merged_into = c.text("the customer that took it over", nullable=True)
    is_held = c.flag("is its component larger than allowed, and held for review?")


class DimIdentities(dy.Schema):
    """An identity's membership in a customer."""

    identity = c.text("`type:value`", key=True, personal=True)
    identity_type = c.text("type of the identity")
    value = c.text("value of the identity", personal=True)
    customer_id = c.text("the customer")
    known_from = c.moment("from when the warehouse held this", key=True)
    known_to = c.moment("until when; null is open", nullable=True)


class FctIdentityLinks(dy.Schema):
    """Evidence that two identities are one person, or a decision that they are not, and what became of it."""

    link_id = c.text("keyed hash of the two identities, rule and evidence", key=True)
    identity_a = c.text("the lesser of the two, as text", personal=True)
    identity_b = c.text("the greater of the two", personal=True)
    rule = c.text("what drew it")
    evidence = c.text("where it was seen", personal=True)
    probability = c.share("of a probabilistic link", nullable=True)
    recorded_at = c.moment("when the evidence landed")
    state = c.word("what became of it", LINK_STATES)
    state_reason = c.text("why")
    state_from = c.moment("since when the state holds")
    customer_a = c.text("the customer of the first, now", nullable=True)
    customer_b = c.text("the customer of the second, now", nullable=True)


class FctMemories(dy.Schema):
    """A sentence fit for recall with its support, over both clocks; superseded ones are kept and marked."""

    memory_id = c.text("hash of customer, subject, value and the two starts", key=True)
    customer_id = c.text("whose memory")
    kind = c.word("kind of claim", KINDS)
    attribute = c.text("the attribute of a belief, or null for a free statement", nullable=True)
    topic = c.text("what a free statement is about, as a key", personal=True, nullable=True)
    value = c.text("the value, or a free statement's polarity", personal=True, nullable=True)
    content = c.text("the statement of its best observation", personal=True)
    authority = c.word("who vouches for it: the best observation's, or `decision`", (*AUTHORITIES, "decision"))
    confidence = c.share("confidence of the best observation")
    mentions = c.count("observations behind it")
    first_seen_at = c.moment("first said")
    last_seen_at = c.moment("last said")
    valid_from = c.moment("true from")
    valid_to = c.moment("true until; null is open", nullable=True)
    known_from = c.moment("believed from")
    known_to = c.moment("believed until; null is still", nullable=True)
    is_current = c.flag("believed now, and true at the build's clock")
    status = c.word("what became of it", STATUSES)
    source = c.text("source of the best observation")
    conversation_ids = c.text("JSON list of conversations, best first")
    interaction_ids = c.text("JSON list of messages, best first")
    observation_ids = c.text("JSON list of observations, sorted")
    quote = c.text("the words of the best observation", personal=True)
    classes = c.text("JSON list of the classes it is of: its attribute's, and those that the words of its observations tell")
    is_instruction = c.flag("does an observation of it read like an order to a model?")


class FctCommitments(dy.Schema):
    """A promise made to, or by, a customer."""

    commitment_id = c.text("the observation that it was drawn from", key=True)
    customer_id = c.text("whose", nullable=True)
    promised_by = c.word("who promised", ("customer", "agent"))
    statement = c.text("what was promised", personal=True)
    quote = c.text("the words", personal=True)
    promised_at = c.moment("when it was promised")
    due_at = c.moment("when it is due", nullable=True)
    status = c.word("kept, open, or broken: past due and not kept", ("open", "kept", "broken"))
    status_reason = c.text("why, in plain words")
    interaction_id = c.text("the message", nullable=True)
    conversation_id = c.text("the conversation", nullable=True)
    observation_id = c.text("the observation")
    kept_by_observation_id = c.text("the observation that says it was kept", nullable=True)


class FctQuarantine(dy.Schema):
    """A row, or a whole file, that did not fit."""

    quarantine_id = c.text("keyed hash of source, export, place and rule", key=True)
    source = c.text("name of the source")
    export_id = c.text("the export it is in", nullable=True)
    path = c.text("file it is in", personal=True)
    place = c.text("place in the file")
    rule = c.text("the rule it broke, one line")
    row = c.text("the row as it stood, sensitive numbers masked", personal=True, nullable=True)
    recorded_at = c.moment("when the export landed")


MARTS: dict[str, type[dy.Schema]] = {
    "fct_interactions": FctInteractions,
    "fct_observations": FctObservations,
    "fct_profile_history": FctProfileHistory,
    "dim_profiles": DimProfiles,
    "dim_customers": DimCustomers,
    "dim_identities": DimIdentities,
    "fct_identity_links": FctIdentityLinks,
    "fct_memories": FctMemories,
    "fct_commitments": FctCommitments,
    "fct_deliveries": Deliveries,
    "fct_recalls": Recalls,
    "fct_erasures": Erasures,
    "fct_quarantine": FctQuarantine,
    "fct_builds": Builds,
    "fct_audit": Audit,
}
"""Every mart by name. `dim_profiles` holds the registered attributes besides."""
