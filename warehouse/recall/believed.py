"""A customer's profile out of a snapshot, at a moment on each clock. What belongs here: which beliefs hold. What does not: memories (answer.py)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from warehouse.recall.layout import BEGIN, OPEN
from warehouse.recall.question import instant
from warehouse.recall.reader import Snapshot
from warehouse.recall.table import listed

_EPOCH = datetime(1970, 1, 1)


@lru_cache(maxsize=1 << 16)
def rfc3339(micros: int) -> str | None:
    """A time of a snapshot as text in UTC; None where it is open."""
    if micros in {OPEN, BEGIN}:
        return None
    return (_EPOCH + timedelta(microseconds=micros)).isoformat(timespec="auto") + "Z"


def moment(at: datetime | None) -> int | None:
    """A moment asked for, in microseconds."""
    return None if at is None else instant(at)


def holding(snapshot: Snapshot, place: int, true_at: int | None, known_at: int | None) -> np.ndarray:
    """Rows of `beliefs` that hold.

    Args:
        snapshot: an open snapshot.
        place: the customer's row.
        true_at: moment they must be true at; None is now.
        known_at: moment they must be known at; None is now, and `true_at` is then that moment unless given.
    """
    begin, end = snapshot.slice_of("beliefs", place)
    table = snapshot.beliefs
    known_to = table.array("known_to")[begin:end]
    true_at = known_at if true_at is None else true_at
    keep = known_to == OPEN if known_at is None else (table.array("known_from")[begin:end] <= known_at) & (known_at < known_to)
    if true_at is None:  # noqa: SIM108 a line for each clock
        keep = keep & (table.array("is_current")[begin:end] == 1)
    else:
        keep = keep & (table.array("valid_from")[begin:end] <= true_at) & (true_at < table.array("valid_to")[begin:end])
    return begin + np.flatnonzero(keep)


def belief(snapshot: Snapshot, row: int) -> dict[str, Any]:
    """One belief with both its intervals."""
    cell, table = snapshot.beliefs.value, snapshot.beliefs
    times = {name: rfc3339(int(table.array(name)[row])) for name in ("valid_from", "valid_to", "known_from", "known_to")}
    return {"attribute": cell("attribute", row), "value": cell("value", row), **times, "observation_ids": listed(cell("observation_ids", row))}


def told(snapshot: Snapshot, row: int) -> dict[str, Any]:
    """`belief`, and whether it reads like an order to a model."""
    return belief(snapshot, row) | {"isInstruction": bool(snapshot.beliefs.array("is_instruction")[row])}


def profile(snapshot: Snapshot, identity: str, as_of: datetime | None = None, known_as_of: datetime | None = None) -> dict[str, Any]:
    """The object of `tellonce profile --json`; an unknown identity has customer_id None and empty lists."""
    known_at = moment(known_as_of)
    customer_id = snapshot.customer_of(identity, known_at)
    place = None if customer_id is None else snapshot.place(customer_id)
    if customer_id is None:
        return {"customer_id": None, "identities": [], "attributes": []}
    beliefs = [] if place is None else [belief(snapshot, int(row)) for row in holding(snapshot, place, moment(as_of), known_at)]
    return {"customer_id": customer_id, "identities": snapshot.identities_of(customer_id, known_at), "attributes": beliefs}


def history(snapshot: Snapshot, customer_id: str) -> list[dict[str, Any]]:
    """Every belief there ever was about a customer, with the reason of its change."""
    place = snapshot.place(customer_id)
    if place is None:
        return []
    begin, end = snapshot.slice_of("beliefs", place)
    return [belief(snapshot, row) | {"change_reason": snapshot.beliefs.value("change_reason", row)} for row in range(begin, end)]
