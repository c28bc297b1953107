"""The block for a person who takes over a conversation. What belongs here: who, open, promised, tried, how to deal with them. What does not: a question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from warehouse.recall.answer import summary
from warehouse.recall.believed import holding, moment, rfc3339, told
from warehouse.recall.budget import UNTRUSTED, quoted
from warehouse.recall.layout import OPEN
from warehouse.recall.reader import Snapshot
from warehouse.recall.standing import FIRST, commitments, day, open_issues, spoken
from warehouse.recall.table import listed
from warehouse.tables.words import KINDS

_WHO = ("person.", "organization.", "account.", "location.", "language")
_MOST = 5
_HEADS = {"who": "Who", "open": "Open", "promised": "Promised", "tried": "Tried so far", "manner": "How they like to be dealt with"}


def handoff(snapshot: Snapshot, identity: str, as_of: datetime | None = None, known_as_of: datetime | None = None) -> dict[str, Any]:
    """What a person needs to take over: lists of lines with their evidence, and `context`, the same as text.

    Args:
        snapshot: an open snapshot.
        identity: `type:value`, or a customer id.
        as_of: moment it must be true at.
        known_as_of: moment it must be known at.

    Returns:
        `customer_id` (None if unknown), `who`, `open`, `promised`, `tried`, `manner`, `conversations`, `context`, `snapshotId`.
    """
    known_at = moment(known_as_of)
    true_at = moment(as_of if as_of is not None else known_as_of)
    customer_id = snapshot.customer_of(identity, known_at)
    place = None if customer_id is None else snapshot.place(customer_id)
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in _HEADS}
    conversations: list[dict[str, Any]] = []
    if place is not None:
        beliefs = [told(snapshot, int(row)) for row in holding(snapshot, place, true_at, known_at)]
        shown = [each for each in beliefs if not each["attribute"].startswith("sensitive.")]
        parts["who"] = [_of_belief(each) for each in shown if each["attribute"].startswith(_WHO) and not each["attribute"].startswith("account.number")]
        parts["manner"] = [_of_belief(each) for each in shown if each["attribute"] in FIRST and each["attribute"].startswith("contact.")]
        parts["manner"] += [
            _of_memory(snapshot, row) for row in _newest(snapshot, place, ("preference", "sentiment"), true_at, known_at) if not _is_told(snapshot, row, parts["manner"])
        ]
        parts["open"] = [_of_memory(snapshot, row) for row in open_issues(snapshot, place, true_at, known_at)[:_MOST]]
        parts["promised"] = [_of_promise(snapshot, row) for row in commitments(snapshot, place, true_at)[:_MOST]]
        parts["promised"] += [_of_promise(snapshot, row) for row in commitments(snapshot, place, true_at, "broken")[-_MOST:]]
        parts["tried"] = [_of_memory(snapshot, row) for row in _newest(snapshot, place, ("outcome", "event"), true_at, known_at)]
        begin, end = snapshot.slice_of("summaries", place)
        ended = snapshot.summaries.array("ended_at")
        rows = [row for row in range(begin, end) if true_at is None or ended[row] <= true_at]
        conversations = [summary(snapshot, row) for row in sorted(rows, key=lambda row: -int(ended[row]))[:_MOST]]
    lines = [line for name, head in _HEADS.items() if parts[name] for line in (f"{head}:", *(f"> {each['text']}" for each in parts[name]))]
    context = "\n".join([f"Handover. {UNTRUSTED}", *lines]) if lines else ""
    return {"customer_id": customer_id, **parts, "conversations": conversations, "context": context, "snapshotId": snapshot.snapshot_id}


def _of_belief(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": quoted(f"{spoken(each['attribute'])}: {each['value']}", is_instruction=each["isInstruction"]),
        "attribute": each["attribute"],
        "value": each["value"],
        "observation_ids": each["observation_ids"],
    }


def _of_memory(snapshot: Snapshot, row: int) -> dict[str, Any]:
    cell, seen = snapshot.memories.value, int(snapshot.memories.array("last_seen_at")[row])
    return {
        "text": quoted(f"{day(seen)}: {cell('content', row)}", is_instruction=bool(snapshot.memories.array("is_instruction")[row])),
        "quote": cell("quote", row),
        "occurredAt": rfc3339(seen),
        "observation_ids": listed(cell("observation_ids", row)),
        "interactionIds": listed(cell("interaction_ids", row)),
    }


def _of_promise(snapshot: Snapshot, row: int) -> dict[str, Any]:
    cell, due = snapshot.commitments.value, int(snapshot.commitments.array("due_at")[row])
    by = "we" if cell("promised_by", row) == "agent" else "the customer"
    is_past = cell("status", row) == "broken"
    until = "" if due == OPEN else f", {'was due' if is_past else 'due'} {day(due)}{', not known to be done' if is_past else ''}"
    return {
        "text": quoted(f"{by}{until}: {cell('statement', row) or cell('quote', row)}", is_instruction=bool(snapshot.commitments.array("is_instruction")[row])),
        "quote": cell("quote", row),
        "due_at": rfc3339(due),
        "promised_by": cell("promised_by", row),
        "promised_at": rfc3339(int(snapshot.commitments.array("promised_at")[row])),
        "interactionIds": [cell("interaction_id", row)],
        "observation_ids": [cell("observation_id", row)],
    }


def _is_told(snapshot: Snapshot, row: int, lines: list[dict[str, Any]]) -> bool:
    return any(snapshot.memories.value("attribute", row) == each.get("attribute") for each in lines)


def _newest(snapshot: Snapshot, place: int, kinds: tuple[str, ...], true_at: int | None, known_at: int | None) -> list[int]:
    """The newest current memories of these kinds."""
    begin, end = snapshot.slice_of("memories", place)
    table = snapshot.memories
    keep = np.isin(table.array("kind_code")[begin:end], [KINDS.index(kind) for kind in kinds])
    known_to = table.array("known_to")[begin:end]
    keep &= (known_to == OPEN) if known_at is None else (table.array("known_from")[begin:end] <= known_at) & (known_at < known_to)
    if true_at is None:
        keep &= table.array("is_current")[begin:end] == 1
    else:
        keep &= (table.array("valid_from")[begin:end] <= true_at) & (true_at < table.array("valid_to")[begin:end])
    rows = begin + np.flatnonzero(keep)
    return [int(row) for row in rows[np.argsort(-table.array("last_seen_at")[rows], kind="stable")][:_MOST]]
