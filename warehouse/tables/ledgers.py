"""Ledgers: what people and builds did. Append-only, and not rebuilt. What does not belong here: anything derived."""

from __future__ import annotations

import dataframely as dy

from warehouse.tables import columns as c
from warehouse.tables.words import DECISIONS


class Decisions(dy.Schema):
    """A person's decision on identities or memories."""

    decision_id = c.text("keyed hash of content and time", key=True)
    decision = c.word("what was decided", DECISIONS)
    identity_a = c.text("the identity it is about", personal=True, nullable=True)
    identity_b = c.text("the other identity of a link or unlink", personal=True, nullable=True)
    observation_id = c.text("the observation that is retracted", nullable=True)
    attribute = c.text("the attribute that is corrected", nullable=True)
    value = c.text("the value it is corrected to", personal=True, nullable=True)
    why = c.text("the reason given", personal=True, nullable=True)
    who = c.text("who decided")
    decided_at = c.moment("when; its place on the known clock")


class Matchers(dy.Schema):
    """What the probabilistic matcher had learned from when on: numbers over all records, nothing of anybody."""

    trained_at = c.moment("from when it was used", key=True)
    records = c.count("how many records it learned from")
    learned = c.text("JSON: the share of true pairs, and of each column's levels among true and random pairs, for both passes")


class Proposals(dy.Schema):
    """What the probabilistic matcher said of a pair of records, over the known clock."""

    identity_a = c.text("the lesser of the two identities, as text", key=True, personal=True)
    identity_b = c.text("the greater of the two", key=True, personal=True)
    record_a = c.text("`record:source:id` of one record", key=True, personal=True)
    record_b = c.text("of the other", key=True, personal=True)
    probability = c.share("that they are one person")
    is_coherent = c.flag("does the pair lie in a group that hangs together, and rest on more than a name?")
    known_from = c.moment("since when it is said", key=True)
    known_to = c.moment("until when; null is still", nullable=True)


class Builds(dy.Schema):
    """One source in one build: what was read, what became of it, and the state of all its observations."""

    build_id = c.text("the build", key=True)
    source = c.text("the source; `(all)` where no source is configured", key=True)
    clock_at = c.moment("the build's clock: `--at`, or when it started")
    started_at = c.moment("when it started")
    finished_at = c.moment("when it ended", nullable=True)
    status = c.word("how it ended", ("running", "published", "stopped", "failed", "unchanged"))
    status_reason = c.text("why it stopped or failed", nullable=True)
    snapshot_id = c.text("the snapshot it published", nullable=True)
    content_hash = c.text("hash of all marts but the ledgers", nullable=True)
    exports_landed = c.count("new export files")
    rows_read = c.count("rows found in new exports")
    rows_landed = c.count("rows new to the lake")
    rows_known = c.count("rows already there")
    rows_quarantined = c.count("rows that do not fit")
    rows_refused = c.count("rows of erased persons")
    rows_aged_out = c.count("messages, record versions and observations that retention took out", nullable=True)
    interactions = c.count("interactions held")
    records = c.count("record versions held")
    observations_active = c.count("observations with status active")
    observations_superseded = c.count("observations with status superseded")
    observations_duplicate = c.count("observations with status duplicate")
    observations_retracted = c.count("observations with status retracted")
    observations_expired = c.count("observations with status expired")
    claims_refused = c.count("claims whose quote was not at its span")


class Recalls(dy.Schema):
    """A recall: what was asked for, by ids, and what was returned."""

    recall_id = c.text("the recall", key=True)
    recalled_at = c.moment("when")
    customer_id = c.text("whose memories", nullable=True)
    snapshot_id = c.text("which snapshot answered", nullable=True)
    mode = c.text("ranking in use")
    token_budget = c.count("budget", nullable=True)
    tokens_used = c.count("tokens of the rendered block")
    tokens_baseline = c.count("tokens of the full history")
    dropped_count = c.count("memories that did not fit")
    memory_ids = c.text("JSON list of what was returned, best first")
    query_hash = c.text("keyed hash of the query")


class Deliveries(dy.Schema):
    """What one outside system was last known to hold for one key."""

    target = c.text("name of the target", key=True)
    object = c.text("table or object in the target", key=True)
    key = c.text("the row's key", key=True, personal=True)
    customer_id = c.text("whose row it is", nullable=True)
    operation = c.word("what goes", ("upsert", "remove"))
    content_hash = c.text("keyed hash of the row")
    payload = c.text("JSON of the row", personal=True, nullable=True)
    status = c.word("how far it is", ("pending", "sent", "accepted", "rejected", "removed"))
    answer = c.text("the target's answer", personal=True, nullable=True)
    attempts = c.count("how often it was sent")
    batch_id = c.text("job or batch at the target", nullable=True)
    changed_at = c.moment("when the status changed")


class Delivered(dy.Schema):
    """What one outside system was sent for one key, as digests: what comes back of it is an echo, not evidence."""

    target = c.text("name of the target", key=True)
    object = c.text("table or object in the target", key=True)
    row = c.text("keyed hash of the row's key", key=True)
    customer_id = c.text("whose row it was")
    batch_id = c.text("job or batch at the target", key=True)
    known_at = c.moment("clock of the build that it was sent from")
    sent_at = c.moment("when it was sent", key=True)
    digests = c.text("JSON object of field to keyed hashes of the value sent")


class Erasures(dy.Schema):
    """A receipt: what stays after an erasure. Holds no personal data."""

    erasure_id = c.text("the erasure", key=True)
    requested_at = c.moment("when it was asked for")
    finished_at = c.moment("when it was verified", nullable=True)
    status = c.word("how far it is", ("running", "done", "failed"))
    removed = c.text("JSON of place to count")
    kept = c.text("JSON of what could not be removed, and why")
    scan = c.text("JSON of the byte scan's result")
    refusal_digests = c.text("JSON lists of keyed digests refused from now on, one a customer")


class Audit(dy.Schema):
    """One audited act, chained by hash to the one before."""

    sequence = c.count("its number, from 1", key=True)
    happened_at = c.moment("when")
    actor = c.text("who")
    action = c.text("what")
    subject = c.text("on what: ids only, never personal data")
    details = c.text("JSON")
    previous_hash = c.text("hash of the row before")
    row_hash = c.text("hash of this row and the one before")
