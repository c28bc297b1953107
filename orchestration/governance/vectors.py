"""Vectors of a person's sentences that nobody else's sentence has. What belongs here: reading them off a snapshot. What does not: looking for them (scan)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from warehouse.home import Home
from warehouse.recall.snapshot import current, open_current


def vectors_of(home: Home, customers: Iterable[str]) -> list[str]:
    """The vectors in the snapshot in use that only these customers' rows point at, as hexadecimal bytes."""
    if current(home) is None:
        return []
    snapshot, found = open_current(home), set[str]()
    places = [place for customer in customers if (place := snapshot.place(customer)) is not None]
    for name, table, vectors in (("memories", snapshot.memories, snapshot.memory_vectors), ("communications", snapshot.communications, snapshot.message_vectors)):
        pointed = table.array("vector")
        is_mine = np.zeros(len(pointed), dtype=bool)
        for place in places:
            first, last = snapshot.slice_of(name, place)
            is_mine[first:last] = True
        others = {vectors[row].tobytes() for row in np.unique(pointed[~is_mine])}
        found |= {raw.hex() for row in np.unique(pointed[is_mine]) if (raw := vectors[row].tobytes()) not in others and any(raw)}
    return sorted(found)
