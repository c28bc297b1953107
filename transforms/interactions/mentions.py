"""Identity mentions: who gave which identifier where. What belongs here: carriers and their rows. What does not: the form of an identifier."""

from __future__ import annotations

import polars as pl

from transforms import identifiers

_KEY = ("carrier_id", "identity", "raw_value")


def spelled(column: str) -> pl.Expr:
    """Identifiers as one text for hashing, in one order."""
    one = pl.element().struct.field("type") + "\x1f" + pl.element().struct.field("value")
    return pl.col(column).list.eval(one).list.sort().list.join("\x1e")


def of_interactions(rows: pl.DataFrame, default_region: str | None) -> pl.DataFrame:
    """Identifiers of messages, carried by the message; those of a whole conversation, carried by it from its first message on."""
    said = _given(rows, "identifiers").with_columns(carrier=pl.lit("interaction"), carrier_id="interaction_id")
    held = (
        _given(rows, "conversation_identifiers")
        .sort("occurred_at", maintain_order=True)
        .unique(["conversation_id", "type", "raw_value"], keep="first", maintain_order=True)
        .with_columns(carrier=pl.lit("conversation"), carrier_id="conversation_id", speaker=pl.lit(None, pl.String))
    )
    return _formed(pl.concat([said, held]), default_region)


def of_records(rows: pl.DataFrame, default_region: str | None) -> pl.DataFrame:
    """Identifiers of records, carried by the record."""
    held = rows.with_columns(
        occurred_at="updated_at",
        conversation_id=pl.lit(None, pl.String),
        speaker=pl.lit(None, pl.String),
    )
    return _formed(_given(held, "identifiers").with_columns(carrier=pl.lit("record"), carrier_id="record_id"), default_region)


def _given(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    some = rows.filter(pl.col(column).list.len() > 0).explode(column)
    some = some.with_columns(type=pl.col(column).struct.field("type"), raw_value=pl.col(column).struct.field("value"))
    return some.drop("identifiers", "conversation_identifiers", strict=False)


def _formed(given: pl.DataFrame, default_region: str | None) -> pl.DataFrame:
    return identifiers.normalise_frame(given, default_region).sort("occurred_at", maintain_order=True).unique(_KEY, keep="first", maintain_order=True)
