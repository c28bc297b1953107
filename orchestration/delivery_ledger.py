"""The ledger of deliveries, for one target and object. What belongs here: writing down what goes before it goes. What does not: deciding what goes.

A write adds rows and rewrites none, so that a batch costs what it holds; of the rows of one key the newest counts. The end of a run puts them together, and so
does the next run where a kill left that undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from orchestration import clock
from transforms.echoes import digests_of
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

TABLE, HISTORY = "deliveries", "delivered"
BY_FILES = "files-"
"""How the id of a batch begins that was written as files: no target knows of it."""
MOST_WRITES = 128
"""A long run puts its rows together now and then: what many small commits wrote is slow to open."""
_TICK = timedelta(microseconds=1)
_ROW = TABLES[TABLE].empty().schema
_KEY = ["target", "object", "key"]


def newest(lake: Lake) -> pl.LazyFrame:
    """The rows of all targets as they stand."""
    return lake.scan(TABLE).sort("changed_at").unique(_KEY, keep="last", maintain_order=True)


@dataclass
class DeliveryLedger:
    """What one target was last known to hold of one object. Every write is one commit."""

    home: Home
    lake: Lake
    target: str
    object: str
    _last: datetime = datetime.min
    _batch: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_ROW))
    _state: str | None = None
    _writes: int = 0

    def held(self) -> pl.DataFrame:
        """Its rows."""
        return newest(self.lake).filter((pl.col("target") == self.target) & (pl.col("object") == self.object)).collect()

    def intend(self, changes: pl.DataFrame) -> None:
        """Writes down what will go, before any of it does: rows of transforms.deliveries.CHANGES."""
        self._put(self._rows(changes).with_columns(status=pl.lit("pending")))

    def sent(self, batch: pl.DataFrame, batch_id: str, fields: Iterable[str], known_at: datetime) -> None:
        """Writes down the batch that rows go in, before they do, and as digests what is in them: when that comes back, it is an echo.

        Args:
            batch: rows of transforms.deliveries.CHANGES.
            batch_id: what the target will know it by.
            fields: what a removal empties.
            known_at: clock of the build that the rows are from.
        """
        self._remember(batch, fields, batch_id=batch_id, known_at=known_at, sent_at=clock.now())
        self._batch = self._rows(batch).with_columns(status=pl.lit("sent"), batch_id=pl.lit(batch_id), attempts=pl.col("attempts") + 1)
        self._put(self._batch)

    def answered(self, batch_id: str, results: pl.DataFrame) -> None:
        """Writes down results (key, status, answer) of a batch. A removed row keeps nothing but that it was there.

        A row that is no longer in the batch has changed hands meanwhile: an erasure has put a removal in its place, which stands."""
        is_of_it = pl.col("batch_id") == batch_id
        batch = self._batch.filter(is_of_it)
        if batch.is_empty() or self._state != self.lake.state(TABLE):
            batch = self.held().filter(is_of_it)
        rows = batch.drop("status", "answer").join(results, on="key")
        is_gone = pl.col("status") == "removed"
        self._put(rows.with_columns(payload=pl.when(~is_gone).then("payload"), answer=pl.when(~is_gone).then("answer")))
        if len(rows.filter(is_gone & pl.col("customer_id").is_null())):
            self._forget_erased()
        elif self._writes > MOST_WRITES:
            self.settle()

    def relabel(self, moved: pl.DataFrame) -> None:
        """Puts rows that are right under the customer whose they are now (key, customer_id)."""
        if len(moved):
            self._put(self.held().drop("customer_id").join(moved, on="key"))

    def settle(self) -> None:
        """Puts the rows together, without former states, which hold what was removed."""
        self._writes = 0
        if len(self.lake.files(TABLE)) > 1:
            self._forget_rejected()
            self.lake.overwrite(TABLE, newest(self.lake).collect())
            self.lake.purge(TABLE)
        if len(self.lake.files(HISTORY)) > MOST_WRITES:
            self.lake.compact(HISTORY)

    def made_from(self) -> datetime:
        """Clock of the build that is published; what lands at a later one may be an echo."""
        published = self.lake.scan("builds").filter(pl.col("status") == "published").select(pl.col("clock_at").max()).collect().item()
        return published or clock.now()

    def _rows(self, changes: pl.DataFrame) -> pl.DataFrame:
        """Changes as rows of the ledger that no batch has."""
        return changes.with_columns(
            target=pl.lit(self.target), object=pl.lit(self.object), operation=pl.when(pl.col("operation") == "remove").then(pl.lit("remove")).otherwise(pl.lit("upsert")),
            content_hash=self.home.key.digests(changes, "payload"), answer=pl.lit(None, pl.String), batch_id=pl.lit(None, pl.String),
        )  # fmt: skip

    def _remember(self, batch: pl.DataFrame, fields: Iterable[str], **stamp: str | datetime) -> None:
        """Rows of erased persons, which name no customer, leave no trace."""
        key = self.home.key
        emptied = json.dumps({field: digests_of(key, None) for field in fields})
        rows = batch.filter(pl.col("customer_id").is_not_null())
        texts = [emptied if payload is None else json.dumps({f: digests_of(key, value) for f, value in json.loads(payload).items()}) for payload in rows["payload"]]
        told = rows.select(row=key.digests(rows, "key"), customer_id="customer_id", digests=pl.Series(texts, dtype=pl.String))
        told = told.with_columns(target=pl.lit(self.target), object=pl.lit(self.object), **{name: pl.lit(value) for name, value in stamp.items()})
        self.lake.append(HISTORY, told)

    def _forget_rejected(self) -> None:
        """What a target did not take does not come back."""
        rejected = self.held().filter((pl.col("status") == "rejected") & pl.col("batch_id").is_not_null())
        if len(rejected):
            gone = rejected.select("target", "object", "batch_id", row=self.home.key.digests(rejected, "key"))
            self.lake.replace(HISTORY, TABLES[HISTORY].empty(), gone)

    def _forget_erased(self) -> None:
        """Rows of erased persons, which name no customer, go altogether once the target has let go of them: their key was all that was left."""
        is_over = (pl.col("status") == "removed") & pl.col("customer_id").is_null()
        self.lake.recreate(TABLE, newest(self.lake).filter(~is_over).collect())

    def _put(self, rows: pl.DataFrame) -> None:
        """Adds rows, as the newest of their keys even where the clock was put back."""
        if len(rows):
            if self._state != self.lake.state(TABLE):
                self._last = self.lake.scan(TABLE).select(pl.col("changed_at").max()).collect().item() or datetime.min
            self._last, self._writes = max(clock.now(), self._last + _TICK), self._writes + 1
            self.lake.append(TABLE, rows.with_columns(changed_at=pl.lit(self._last)).select(pl.col(name).cast(dtype) for name, dtype in _ROW.items()))
            self._state = self.lake.state(TABLE)
