"""The ledger of deliveries, for one target and object. What belongs here: writing down what goes before it goes. What does not: deciding what goes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from orchestration import clock
from transforms.echoes import digests_of
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

TABLE, HISTORY = "deliveries", "delivered"
_ROW = TABLES[TABLE].empty().schema


@dataclass(frozen=True)
class DeliveryLedger:
    """What one target was last known to hold of one object. Every write is one commit."""

    home: Home
    lake: Lake
    target: str
    object: str

    def held(self) -> pl.DataFrame:
        """Its rows."""
        return self.lake.scan(TABLE).filter((pl.col("target") == self.target) & (pl.col("object") == self.object)).collect()

    def intend(self, changes: pl.DataFrame) -> None:
        """Writes down what will go, before any of it does: rows of transforms.deliveries.CHANGES."""
        rows = changes.with_columns(
            target=pl.lit(self.target), object=pl.lit(self.object), operation=pl.when(pl.col("operation") == "remove").then(pl.lit("remove")).otherwise(pl.lit("upsert")),
            content_hash=self.home.key.digests(changes, "payload"), status=pl.lit("pending"),
            answer=pl.lit(None, pl.String), batch_id=pl.lit(None, pl.String), changed_at=pl.lit(clock.now()),
        )  # fmt: skip
        self._put(rows)

    def sent(self, batch: pl.DataFrame, batch_id: str, fields: Iterable[str], known_at: datetime) -> None:
        """Writes down the batch that rows go in, before they do, and as digests what is in them: when that comes back, it is an echo.

        Args:
            batch: rows of transforms.deliveries.CHANGES.
            batch_id: what the target will know it by.
            fields: what a removal empties.
            known_at: clock of the build that the rows are from.
        """
        now = clock.now()
        self._remember(batch, fields, batch_id=batch_id, known_at=known_at, sent_at=now)
        self._put(self._rows(batch["key"]).with_columns(status=pl.lit("sent"), batch_id=pl.lit(batch_id), attempts=pl.col("attempts") + 1, changed_at=pl.lit(now)))

    def _remember(self, batch: pl.DataFrame, fields: Iterable[str], **stamp: str | datetime) -> None:
        """Rows of erased persons, which name no customer, leave no trace."""
        key = self.home.key
        emptied = json.dumps({field: digests_of(key, None) for field in fields})
        rows = batch.filter(pl.col("customer_id").is_not_null())
        texts = [emptied if payload is None else json.dumps({f: digests_of(key, value) for f, value in json.loads(payload).items()}) for payload in rows["payload"]]
        told = rows.select(row=key.digests(rows, "key"), customer_id="customer_id", digests=pl.Series(texts, dtype=pl.String))
        told = told.with_columns(target=pl.lit(self.target), object=pl.lit(self.object), **{name: pl.lit(value) for name, value in stamp.items()})
        self.lake.append(HISTORY, told)

    def _not_taken(self, keys: pl.DataFrame, batch_id: str) -> None:
        """What a target did not take does not come back."""
        if len(keys):
            stamp = {"target": self.target, "object": self.object, "batch_id": batch_id}
            gone = pl.DataFrame({"row": self.home.key.digests(keys, "key")}).with_columns(**{name: pl.lit(value) for name, value in stamp.items()})
            self.lake.replace(HISTORY, TABLES[HISTORY].empty(), gone)

    def answered(self, batch_id: str, results: pl.DataFrame) -> None:
        """Writes down results (key, status, answer) of a batch. A removed row keeps nothing but that it was there.

        A row that is no longer in the batch has changed hands meanwhile: an erasure has put a removal in its place, which stands."""
        rows = self._rows(results["key"]).filter(pl.col("batch_id") == batch_id).drop("status", "answer").join(results, on="key")
        is_gone = pl.col("status") == "removed"
        self._put(rows.with_columns(payload=pl.when(~is_gone).then("payload"), answer=pl.when(~is_gone).then("answer"), changed_at=pl.lit(clock.now())))
        self._not_taken(results.filter(pl.col("status") == "rejected").select("key"), batch_id)
        if len(rows.filter(is_gone & pl.col("customer_id").is_null())):
            self._forget_erased()

    def _forget_erased(self) -> None:
        """Rows of erased persons, which name no customer, go altogether once the target has let go of them: their key was all that was left."""
        is_over = (pl.col("status") == "removed") & pl.col("customer_id").is_null()
        self.lake.recreate(TABLE, self.lake.read(TABLE).filter(~is_over))

    def relabel(self, moved: pl.DataFrame) -> None:
        """Puts rows that are right under the customer whose they are now (key, customer_id)."""
        if len(moved):
            self._put(self._rows(moved["key"]).drop("customer_id").join(moved, on="key"))

    def settle(self) -> None:
        """Removes former versions, which hold what was removed, and grow with every batch."""
        self.lake.purge(TABLE)

    def made_from(self) -> datetime:
        """Clock of the build that is published; what lands at a later one may be an echo."""
        published = self.lake.scan("builds").filter(pl.col("status") == "published").select(pl.col("clock_at").max()).collect().item()
        return published or clock.now()

    def _rows(self, keys: pl.Series) -> pl.DataFrame:
        return self.held().filter(pl.col("key").is_in(keys.implode()))

    def _put(self, rows: pl.DataFrame) -> None:
        if len(rows):
            rows = rows.select(pl.col(name).cast(dtype) for name, dtype in _ROW.items())
            self.lake.replace(TABLE, rows, rows.select("target", "object", "key"))
