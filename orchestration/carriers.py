"""Carriers: the conversations and records that are read whole. What belongs here: telling them, their states, cutting them into portions. What does not: reading them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

CARRIER = ["source", "carrier", "carrier_id"]
PORTION = 40_000
_HALF = 2**32


class Portion(NamedTuple):
    """What some carriers say: rows of `observations`, and a row of `extractions` for each carrier."""

    observations: pl.DataFrame
    extractions: pl.DataFrame


def states(interactions: pl.LazyFrame, records: pl.LazyFrame) -> pl.DataFrame:
    """The state of every conversation and record: a hash over its rows and when they landed, and how many rows they are."""
    spoken = interactions.select("source", "row_hash", "recorded_at", carrier=pl.lit("conversation"), carrier_id="conversation_id")
    held = records.select("source", "row_hash", "recorded_at", carrier=pl.lit("record"), carrier_id="record_id")
    row = pl.concat_str("row_hash", pl.col("recorded_at").cast(pl.Int64).cast(pl.String), separator="@").hash(11)
    # Sums do not depend on the order of rows, so that this streams; halves, so that they do not overflow.
    sums = pl.concat([spoken, held]).group_by(CARRIER).agg(upper=(row // _HALF).sum(), lower=(row % _HALF).sum(), rows=pl.len())
    return sums.collect(engine="streaming").select(*CARRIER, "rows", state_hash=pl.format("{}-{}-{}", "upper", "lower", "rows"))


def portions(due: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Carriers, as `states` has them, in portions of about PORTION rows, so that memory stays bounded."""
    cut = due.with_columns(portion=(pl.col("rows").cum_sum() - pl.col("rows")) // PORTION)
    yield from cut.partition_by("portion", maintain_order=True, include_key=False)


def of_observation() -> list[pl.Expr]:
    """The carrier of an observation, as columns `carrier` and `carrier_id` beside its `source`."""
    is_record = pl.col("record_id").is_not_null()
    return [
        pl.when(is_record).then(pl.lit("record")).otherwise(pl.lit("conversation")).alias("carrier"),
        pl.when(is_record).then("record_id").otherwise("conversation_id").alias("carrier_id"),
    ]


def keys(carriers: pl.DataFrame) -> pl.DataFrame:
    """The observations of some carriers, by what tells them."""
    is_record = pl.col("carrier") == "record"
    return carriers.select("source", conversation_id=pl.when(~is_record).then("carrier_id"), record_id=pl.when(is_record).then("carrier_id"))
