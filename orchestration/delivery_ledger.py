"""The ledger of deliveries, for one target and object. What belongs here: writing down what goes before it goes. What does not: deciding what goes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from orchestration import clock
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

TABLE = "deliveries"
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

    def sent(self, keys: pl.Series, batch_id: str) -> None:
        """Writes down the batch that rows go in, before they do."""
        rows = self._rows(keys).with_columns(status=pl.lit("sent"), batch_id=pl.lit(batch_id), attempts=pl.col("attempts") + 1, changed_at=pl.lit(clock.now()))
        self._put(rows)

    def answered(self, results: pl.DataFrame) -> None:
        """Writes down results (key, status, answer). A removed row keeps nothing but that it was there."""
        rows = self._rows(results["key"]).drop("status", "answer").join(results, on="key")
        is_gone = pl.col("status") == "removed"
        self._put(rows.with_columns(payload=pl.when(~is_gone).then("payload"), answer=pl.when(~is_gone).then("answer"), changed_at=pl.lit(clock.now())))
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

    def _rows(self, keys: pl.Series) -> pl.DataFrame:
        return self.held().filter(pl.col("key").is_in(keys.implode()))

    def _put(self, rows: pl.DataFrame) -> None:
        if len(rows):
            rows = rows.select(pl.col(name).cast(dtype) for name, dtype in _ROW.items())
            self.lake.replace(TABLE, rows, rows.select("target", "object", "key"))
