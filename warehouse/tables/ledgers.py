"""Ledgers: what people and builds did. Append-only, and not rebuilt. What does not belong here: anything derived."""

from __future__ import annotations

import dataframely as dy

from warehouse.tables.columns import count, moment, text, word
from warehouse.tables.words import DECISIONS


class Decisions(dy.Schema):
    """A person's decision on identities or memories."""

    decision_id = text("keyed hash of content and time", key=True)
    decision = word("what was decided", DECISIONS)
    identity_a = text("the identity it is about", personal=True, nullable=True)
    identity_b = text("the other identity of a link or unlink", personal=True, nullable=True)
    observation_id = text("the observation that is retracted", nullable=True)
    attribute = text("the attribute that is corrected", nullable=True)
    value = text("the value it is corrected to", personal=True, nullable=True)
    why = text("the reason given", personal=True, nullable=True)
    who = text("who decided")
    decided_at = moment("when; its place on the known clock")


class Builds(dy.Schema):
    """One source in one build: what was read, what became of it, and the state of all its observations."""

    build_id = text("the build", key=True)
    source = text("the source; `(all)` where no source is configured", key=True)
    clock_at = moment("the build's clock: `--at`, or when it started")
    started_at = moment("when it started")
    finished_at = moment("when it ended", nullable=True)
    status = word("how it ended", ("running", "published", "stopped", "failed", "unchanged"))
    status_reason = text("why it stopped or failed", nullable=True)
    snapshot_id = text("the snapshot it published", nullable=True)
    content_hash = text("hash of all marts but the ledgers", nullable=True)
    exports_landed = count("new export files")
    rows_read = count("rows found in new exports")
    rows_landed = count("rows new to the lake")
    rows_known = count("rows already there")
    rows_quarantined = count("rows that do not fit")
    rows_refused = count("rows of erased persons")
    interactions = count("interactions held")
    records = count("record versions held")
    observations_active = count("observations with status active")
    observations_superseded = count("observations with status superseded")
    observations_duplicate = count("observations with status duplicate")
    observations_retracted = count("observations with status retracted")
    observations_expired = count("observations with status expired")
    claims_refused = count("claims whose quote was not at its span")


class Recalls(dy.Schema):
    """A recall: what was asked for, by ids, and what was returned."""

    recall_id = text("the recall", key=True)
    recalled_at = moment("when")
    customer_id = text("whose memories", nullable=True)
    snapshot_id = text("which snapshot answered", nullable=True)
    mode = text("ranking in use")
    token_budget = count("budget", nullable=True)
    tokens_used = count("tokens of the rendered block")
    tokens_baseline = count("tokens of the full history")
    dropped_count = count("memories that did not fit")
    memory_ids = text("JSON list of what was returned, best first")
    query_hash = text("keyed hash of the query")


class Deliveries(dy.Schema):
    """What one outside system was last known to hold for one key."""

    target = text("name of the target", key=True)
    object = text("table or object in the target", key=True)
    key = text("the row's key", key=True, personal=True)
    customer_id = text("whose row it is", nullable=True)
    operation = word("what goes", ("upsert", "remove"))
    content_hash = text("keyed hash of the row")
    payload = text("JSON of the row", personal=True, nullable=True)
    status = word("how far it is", ("pending", "sent", "accepted", "rejected", "removed"))
    answer = text("the target's answer", personal=True, nullable=True)
    attempts = count("how often it was sent")
    batch_id = text("job or batch at the target", nullable=True)
    changed_at = moment("when the status changed")


class Erasures(dy.Schema):
    """A receipt: what stays after an erasure. Holds no personal data."""

    erasure_id = text("the erasure", key=True)
    requested_at = moment("when it was asked for")
    finished_at = moment("when it was verified", nullable=True)
    status = word("how far it is", ("running", "done", "failed"))
    removed = text("JSON of place to count")
    kept = text("JSON of what could not be removed, and why")
    scan = text("JSON of the byte scan's result")
    refusal_digests = text("JSON list of keyed digests refused from now on")


class Audit(dy.Schema):
    """One audited act, chained by hash to the one before."""

    sequence = count("its number, from 1", key=True)
    happened_at = moment("when")
    actor = text("who")
    action = text("what")
    subject = text("on what: ids only, never personal data")
    details = text("JSON")
    previous_hash = text("hash of the row before")
    row_hash = text("hash of this row and the one before")
