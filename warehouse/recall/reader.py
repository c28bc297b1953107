"""An open snapshot. What belongs here: mapped tables and finding a customer's rows in them. What does not: ranking, rendering."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from warehouse.home import Home
from warehouse.recall import shelf, words
from warehouse.recall.encoder import Encoder
from warehouse.recall.layout import OPEN
from warehouse.recall.manifest import SnapshotError, load

_ATTEMPTS = 20


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    """An empty batch, made without `from_pylist`, which would import pandas."""
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


class Table:
    """One mapped Arrow file of one record batch. Reading a row touches that row's pages only."""

    def __init__(self, path: Path) -> None:
        with pa.memory_map(str(path)) as source:
            file = pa.ipc.open_file(source)
            self._schema = file.schema
            self._batch = file.get_batch(0) if file.num_record_batches else _no_rows(file.schema)
        self._columns: dict[str, pa.Array] = {}
        self._arrays: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return self._batch.num_rows

    def column(self, name: str) -> pa.Array:
        """A column as Arrow."""
        if name not in self._columns:
            self._columns[name] = self._batch.column(self._schema.get_field_index(name))
        return self._columns[name]

    def array(self, name: str) -> np.ndarray:
        """A numeric column as it stands in the file, without a copy."""
        if name not in self._arrays:
            self._arrays[name] = self.column(name).to_numpy(zero_copy_only=True) if len(self) else np.zeros(0, dtype=self._schema.field(name).type.to_pandas_dtype())
        return self._arrays[name]

    def lists(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A column of lists of numbers: their bounds [rows + 1] and all values."""
        for part in ("offsets", "values"):
            if f"{name}.{part}" not in self._arrays:
                column = self.column(name)
                self._arrays[f"{name}.{part}"] = (column.offsets if part == "offsets" else column.values).to_numpy(zero_copy_only=True)
        return self._arrays[f"{name}.offsets"], self._arrays[f"{name}.values"]

    def mean_length(self, name: str) -> float:
        """Values a row of a column of lists has on average."""
        return len(self.lists(name)[1]) / max(len(self), 1)

    def value(self, name: str, row: int) -> Any:
        """One cell."""
        return self.column(name)[row].as_py()

    def equal(self, name: str, word: str) -> np.ndarray:
        """Which rows hold this text."""
        import pyarrow.compute as pc

        return pc.fill_null(pc.equal(self.column(name), word), False).to_numpy(zero_copy_only=False)

    def isin(self, name: str, several: Iterable[str]) -> np.ndarray:
        """Which rows hold one of these texts."""
        import pyarrow.compute as pc

        return pc.is_in(self.column(name), pa.array(list(several))).to_numpy(zero_copy_only=False)


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
            "interactionIds": json.loads(cell("interaction_ids", row) or "[]"),
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
        return range(int(np.searchsorted(numbers, wanted, "left")), int(np.searchsorted(numbers, wanted, "right")))

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
