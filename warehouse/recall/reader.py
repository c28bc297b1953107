"""An open snapshot. What belongs here: finding a customer's rows in its tables. What does not: reading a table (table.py), ranking, rendering."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from warehouse.home import Home
from warehouse.recall import counting, shelf, words
from warehouse.recall.encoder import Encoder
from warehouse.recall.layout import OPEN
from warehouse.recall.manifest import SnapshotError, load
from warehouse.recall.table import Table, listed

_ATTEMPTS = 20


class Snapshot:
    """A snapshot that stays as it was opened, whatever is published or pruned meanwhile.

    Args:
        folder: the snapshot's folder.
        build_id: the build that put it in use; the manifest's own if not given.
    """

    def __init__(self, folder: Path, build_id: str = "") -> None:
        self.manifest = load(folder)
        self.snapshot_id = self.manifest.snapshot_id
        self.build_id = build_id or self.manifest.build_id
        self._folder = folder
        self.memories, self.beliefs, self.communications = (Table(folder / f"{name}.arrow") for name in ("memories", "beliefs", "communications"))
        self.commitments, self.summaries, self.identities = (Table(folder / f"{name}.arrow") for name in ("commitments", "summaries", "identities"))
        self.customers, self.vocabulary = Table(folder / "customers.arrow"), Table(folder / "vocabulary.arrow")
        self.memory_vectors = np.asarray(np.load(folder / "memories.npy", mmap_mode="r"))
        self.message_vectors = np.asarray(np.load(folder / "messages.npy", mmap_mode="r"))
        index = folder / "memories.usearch"
        self._index_file = index.open("rb") if index.exists() else None
        tokenizer = folder / counting.FILE
        self._tokenizer_file = tokenizer.open(encoding="utf-8") if tokenizer.exists() else None

    @cached_property
    def counter(self) -> counting.Counter:
        """Counts the tokens of a budget."""
        return counting.counter_of(self.manifest.tokenizer, None if self._tokenizer_file is None else self._tokenizer_file.read())

    @cached_property
    def index(self) -> Any:
        """The usearch index over distinct memory texts, mapped from the file held open since, which a pruned folder still has."""
        from usearch.index import Index

        if self._index_file is None:
            raise SnapshotError(f"snapshot {self.snapshot_id} has no search index; run `tellonce build`")
        return Index.restore(f"/dev/fd/{self._index_file.fileno()}", view=True)

    def check(self, encoder: Encoder) -> None:
        """Refuses an encoder that did not make this snapshot's vectors.

        Raises:
            SnapshotError: naming both.
        """
        if encoder.digest != self.manifest.encoder_digest:
            raise SnapshotError(
                f"snapshot {self.snapshot_id} was made with encoder {self.manifest.encoder} ({self.manifest.encoder_digest[:8]}), "
                f"not {encoder.id} ({encoder.digest[:8]}): "
                "run `tellonce build` with this encoder, or set [encoder] name back"
            )

    def customer_of(self, identity: str, known_at: int | None = None) -> str | None:
        """The customer an identity, or a customer id, belongs to; None if it is unknown or was not yet known.

        Args:
            identity: `type:value`, or a bare customer id.
            known_at: moment of knowledge in microseconds; None is now.
        """
        for name in dict.fromkeys((identity, identity.lower())):
            for row in self._rows_of(self.identities, name):
                if self.identities.value("identity", row) == name and self._is_known(row, known_at):
                    return self.identities.value("customer_id", row)
        if self.place(identity) is None:
            return None
        return identity if known_at is None or self._first_known(identity) <= known_at else None

    def identities_of(self, customer_id: str, known_at: int | None = None) -> list[str]:
        """The identities of a customer at a moment of knowledge, in order of text."""
        rows = np.flatnonzero(self.identities.equal("customer_id", customer_id))
        return sorted({self.identities.value("identity", int(row)) for row in rows if self._is_known(int(row), known_at)})

    def place(self, customer_id: str) -> int | None:
        """The customer's row in `customers`."""
        rows = self._rows_of(self.customers, customer_id)
        return next((row for row in rows if self.customers.value("customer_id", row) == customer_id), None)

    def slice_of(self, table: str, place: int) -> tuple[int, int]:
        """First and one-past-last row of a customer in a table."""
        return int(self.customers.array(f"{table}_from")[place]), int(self.customers.array(f"{table}_to")[place])

    def found(self, row: int, score: float) -> dict[str, Any]:
        """A memory as search across customers shows it."""
        cell = self.memories.value
        return {
            "id": cell("memory_id", row),
            "customer_id": self.customers.value("customer_id", int(self.memories.array("customer")[row])),
            "content": cell("content", row),
            "kind": cell("kind", row),
            "attribute": cell("attribute", row),
            "value": cell("value", row),
            "quote": cell("quote", row),
            "interactionIds": listed(cell("interaction_ids", row)),
            "score": round(score, 4),
        }

    @cached_property
    def documents(self) -> int:
        """How many texts the vocabulary was counted over."""
        return max(len(self.memories) + len(self.communications), 1)

    def idf(self, numbers: np.ndarray) -> np.ndarray:
        """Weight of words over all customers, float32 [words]; a word nobody used weighs most."""
        known, counts = self.vocabulary.array("word"), self.vocabulary.array("documents")
        if not len(known) or not len(numbers):
            return np.full(len(numbers), np.log(1 + self.documents), dtype=np.float32)
        at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
        count = np.where(known[at] == numbers, counts[at], 0)
        return np.log(1 + (self.documents - count + 0.5) / (count + 0.5)).astype(np.float32)

    def _rows_of(self, table: Table, text: str) -> range:
        numbers, wanted = table.array("number"), np.uint64(words.number(text))
        begin = end = int(numbers.searchsorted(wanted))
        while end < len(numbers) and numbers[end] == wanted:
            end += 1
        return range(begin, end)

    def _is_known(self, row: int, known_at: int | None) -> bool:
        begins, ends = int(self.identities.array("known_from")[row]), int(self.identities.array("known_to")[row])
        return ends == OPEN if known_at is None else begins <= known_at < ends

    def _first_known(self, customer_id: str) -> int:
        rows = np.flatnonzero(self.identities.equal("customer_id", customer_id))
        return int(self.identities.array("known_from")[rows].min()) if len(rows) else OPEN


def open_current(home: Home) -> Snapshot:
    """The snapshot in use.

    The manifest is held against the folder's name and every file's size; checksums over all bytes were checked when it was published.

    Raises:
        SnapshotError: if nothing is published, or what is published is not whole.
    """
    for _ in range(_ATTEMPTS):
        entry = shelf.current(home)
        if entry is None:
            raise SnapshotError("nothing is published yet: run `tellonce build`")
        try:
            return Snapshot(home.snapshots / entry.snapshot_id, entry.build_id)
        except FileNotFoundError:
            if shelf.current(home) == entry:
                raise SnapshotError(f"snapshot {entry.snapshot_id} is not whole; run `tellonce rollback` or `tellonce build`") from None
    raise SnapshotError("snapshots are replaced faster than they can be opened; try again")
