"""Search across customers. What belongs here: the usearch index, its making and its use. What does not: recall within a customer, which is exact."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from warehouse.recall.encoder import Encoder
from warehouse.recall.layout import OPEN

if TYPE_CHECKING:
    from warehouse.recall.reader import Snapshot

_SAMPLE, _PLACES = 200, 10
_CONNECTIVITY, _EXPANSION_ADD, _EXPANSION_SEARCH = 16, 64, 128


def build_index(vectors: np.ndarray, path: Path) -> float:
    """Writes the index and returns its recall@10 against exact search over an even sample of its own vectors.

    One thread and key order: two threads give other bytes each time, and a snapshot's id is its bytes.
    """
    from usearch.index import Index

    index = Index(ndim=vectors.shape[1], metric="cos", dtype="f16", connectivity=_CONNECTIVITY, expansion_add=_EXPANSION_ADD, expansion_search=_EXPANSION_SEARCH)
    index.add(np.arange(len(vectors), dtype=np.uint64), vectors, threads=1)
    index.save(str(path))
    rows = np.linspace(0, len(vectors) - 1, min(_SAMPLE, len(vectors))).astype(int)
    asked = vectors[rows].astype(np.float32)
    top = min(_PLACES, len(vectors))
    exact = np.argpartition(-(asked @ vectors.astype(np.float32).T), top - 1, axis=1)[:, :top]
    found = [set(index.search(vectors[row], top, threads=1).keys.tolist()) for row in rows]
    return round(float(np.mean([len(has & set(true.tolist())) / top for has, true in zip(found, exact, strict=True)])), 4)


def search(
    snapshot: Snapshot,
    query: str,
    encoder: Encoder,
    *,
    limit: int = 20,
    attribute: str | None = None,
    value: str | None = None,
    kinds: tuple[str, ...] = (),
    where: Sequence[tuple[str, str]] = (),
) -> list[dict[str, Any]]:
    """Current memories of all customers nearest to the query, best first.

    Args:
        snapshot: an open snapshot.
        query: what to look for.
        encoder: must be the snapshot's.
        limit: most rows.
        attribute: only memories of this attribute.
        value: only memories with this value.
        kinds: only memories of these kinds; empty is all.
        where: only memories of customers whose profile has each of these attributes at this value now.

    Raises:
        SnapshotError: if the snapshot has no index or another encoder.
    """
    snapshot.check(encoder)
    if snapshot.manifest.search_recall is None:
        return []
    memories, asked = snapshot.memories, encoder.encode([query])[0]
    wanted = memories.array("is_current") == 1
    for name, word in (("attribute", attribute), ("value", value)):
        if word is not None:
            wanted = wanted & memories.equal(name, word)
    if kinds:
        wanted = wanted & memories.isin("kind", kinds)
    for named, at in where:
        wanted = wanted & np.isin(memories.array("customer"), _customers(snapshot, named, at))
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return []
    pointed = memories.array("vector")
    narrow = attribute is not None or value is not None or bool(kinds) or bool(where)
    vectors = np.unique(pointed[rows])
    if narrow and len(vectors) < 50_000:
        near = vectors[np.argsort(-(snapshot.memory_vectors[vectors].astype(np.float32) @ asked), kind="stable")[: limit * 4]]
    else:
        near = snapshot.index.search(asked.astype(np.float16), limit * 8, threads=1).keys.astype(np.int64)
    similar = dict(zip(near.tolist(), (snapshot.memory_vectors[near].astype(np.float32) @ asked).tolist(), strict=True))
    hits = rows[np.isin(pointed[rows], near)]
    order = sorted(hits.tolist(), key=lambda row: (-similar[int(pointed[row])], row))[:limit]
    return [snapshot.found(row, similar[int(pointed[row])]) for row in order]


def _customers(snapshot: Snapshot, attribute: str, value: str) -> np.ndarray:
    """Rows of customers whose profile has the attribute at the value now."""
    beliefs = snapshot.beliefs
    holds = (beliefs.array("is_current") == 1) & (beliefs.array("known_to") == OPEN) & beliefs.equal("attribute", attribute) & beliefs.equal("value", value)
    return np.unique(beliefs.array("customer")[holds])
