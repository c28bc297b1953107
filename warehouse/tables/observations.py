"""Tables of what was claimed. What belongs here: claims with their quote. What does not: which of them is believed."""

from __future__ import annotations

import dataframely as dy

from warehouse.tables import columns as c
from warehouse.tables.words import AUTHORITIES, KINDS, OPERATIONS, POLICIES, TYPES


class Observations(dy.Schema):
    """One claim from one place. Carries the identity, never the customer. Known from max(recorded_at, activated_at) to the lesser of retired_at and deactivated_at."""

    observation_id = c.text("keyed hash of place, attribute, value and operation", key=True)
    identity = c.text("whom it is about", personal=True)
    kind = c.word("kind of claim", KINDS)
    attribute = c.text("registered attribute, or null for a free statement", nullable=True)
    value = c.text("value in its canonical text form, or null for a free statement", personal=True, nullable=True)
    operation = c.word("assert or retract", OPERATIONS)
    statement = c.text("a short third-person sentence", personal=True)
    topic = c.text("what a free statement is about, as a key: statements of one customer with one topic and unlike value contradict", personal=True, nullable=True)
    quote = c.text("the words that say it", personal=True)
    quote_start = c.count("first code point in the interaction's text; null for a record", nullable=True)
    quote_end = c.count("one past the last", nullable=True)
    interaction_id = c.text("the message, or null for a record", personal=True, nullable=True)
    record_id = c.text("the record, or null for a message", personal=True, nullable=True)
    conversation_id = c.text("the conversation, or null for a record", personal=True, nullable=True)
    source = c.text("name of the source")
    channel = c.text("channel of the message, or null for a record", nullable=True)
    authority = c.word("who vouches for it", AUTHORITIES)
    confidence = c.share("how sure the extractor is")
    observed_at = c.moment("when it was said or updated")
    valid_from = c.moment("from when it is true")
    valid_to = c.moment("until when, where the words say so", nullable=True)
    due_at = c.moment("when a commitment is due", nullable=True)
    recorded_at = c.moment("when it could first be drawn from what had landed")
    retired_at = c.moment("when a revision or a late message of its conversation took it away", nullable=True)
    extractor = c.text("which extractor")
    extractor_version = c.text("its declared version")
    activated_at = c.moment("activation of the first version that made it")
    deactivated_at = c.moment("retirement of the last version that made it", nullable=True)
    classes = c.text("JSON list of the classes it is of: its attribute's, and those that its words tell", nullable=True)
    is_instruction = c.flag("does it read like an order to a model?", nullable=True)


class Echoes(dy.Schema):
    """An observation of a record that says what its system had been sent: no evidence."""

    observation_id = c.text("the observation", key=True)
    target = c.text("the target that had been sent it")


class Extractions(dy.Schema):
    """What the observations of one conversation or record were drawn from: where this differs from what is held, they are drawn again."""

    source = c.text("name of the source", key=True)
    carrier = c.word("what was read", ("conversation", "record"), key=True)
    carrier_id = c.text("conversation_id or record_id", key=True, personal=True)
    state_hash = c.text("hash over the row hashes and recording times of all its rows")
    generation = c.text("digest of all extractors together")
    claims_refused = c.count("claims that broke a rule, as one whose quote was not at its span")
    refusals = c.text("JSON of rule to the number of claims that broke it; null where none did", nullable=True)
    waits_for = c.text("an extractor that could not read it yet and tries again at the next build; null where all did", nullable=True)


class Answers(dy.Schema):
    """What a language model answered about a conversation, as it came: a replay asks nothing, and an extractor's claims are known from when it had its answer."""

    answer_id = c.text("hash of what was asked: prompt, model, attributes and text", key=True)
    source = c.text("name of the source", key=True)
    conversation_id = c.text("the conversation that was asked about", key=True, personal=True)
    model = c.text("the model that answered")
    answer = c.text("the answer, which quotes the conversation", personal=True)
    answered_at = c.moment("clock of the build that got it")


class Activations(dy.Schema):
    """When a version of an extractor was put to use, and when it was replaced. A ledger: it outlives a full rebuild."""

    extractor = c.text("which extractor", key=True)
    extractor_version = c.text("its declared version", key=True)
    digest = c.text("digest of its data: seed, registry, exemplars", key=True)
    activated_at = c.moment("since when", key=True)
    deactivated_at = c.moment("until when; null is open", nullable=True)


class Generations(dy.Schema):
    """When a set of extractors was put to use, and when another took its place. A ledger: it outlives a full rebuild."""

    generation = c.text("digest of all extractors together, in order of precedence", key=True)
    activated_at = c.moment("since when", key=True)
    deactivated_at = c.moment("until when; null is in use", nullable=True)


class FormerActivations(dy.Schema):
    """An earlier time for which a claim was in use: the last version that made it was retired, and later one that makes it was put to use again."""

    observation_id = c.text("the observation", key=True)
    activated_at = c.moment("since when", key=True)
    deactivated_at = c.moment("until when")


class Policies(dy.Schema):
    """How claims about an attribute were reconciled, and when that was so. A ledger: it outlives a full rebuild."""

    attribute = c.text("dotted name", key=True)
    cardinality = c.word("how many values hold at once", ("one", "many"))
    policy = c.word("how claims are reconciled", POLICIES)
    expires_after_seconds = c.count("how long a claim holds, or null for ever", nullable=True)
    half_life_seconds = c.count("after how long a claim's confidence is halved", nullable=True)
    known_from = c.moment("the build that first reconciled so; 1970 for what was in force from the start", key=True)
    known_to = c.moment("the build that no longer did; null is still", nullable=True)


class Attributes(dy.Schema):
    """The attribute registry in force: the built-in seed and the user's own."""

    attribute = c.text("dotted name", key=True)
    description = c.text("what it is")
    kind = c.word("kind of its observations", KINDS)
    type = c.word("type of its values", TYPES)
    cardinality = c.word("how many values hold at once", ("one", "many"))
    policy = c.word("how claims are reconciled", POLICIES)
    expires_after_seconds = c.count("how long a claim holds, or null for ever", nullable=True)
    half_life_seconds = c.count("after how long a claim's confidence is halved", nullable=True)
    retain_seconds = c.count("how long observations are kept", nullable=True)
    is_personal = c.text("`yes` where values tell about a person")
    class_ = c.text("class of its values", alias="class", nullable=True)
    is_builtin = c.text("`yes` for the seed's, `no` for the user's")
