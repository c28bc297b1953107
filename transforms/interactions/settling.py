"""What of an export is new. What belongs here: telling new rows from known ones, and counting both. What does not: writing them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from transforms.interactions.reading import Read


@dataclass(frozen=True)
class Settled:
    """The new rows of an export, and its counts: `rows_read = rows_landed + rows_known + rows_quarantined`."""

    read: Read
    rows_read: int
    rows_landed: int
    rows_known: int
    rows_quarantined: int


def settle(read: Read, known: pl.DataFrame, known_records: pl.DataFrame | None = None) -> Settled:
    """Leaves out what is known word for word. The same id with other words is a revision, and new.

    Args:
        read: An export as read.
        known: `interaction_id, row_hash` of what the lake holds (at least for the ids in `read`).
        known_records: `record_id, row_hash` of the records that the lake holds of this source.
    """
    messages = _new(read.interactions, known, "interaction_id")
    records = _new(read.records, known_records, "record_id")
    settled = replace(
        read,
        interactions=messages,
        records=records,
        sensitive_spans=read.sensitive_spans.join(messages, on=["interaction_id", "row_hash"], how="semi", maintain_order="left"),
        identity_mentions=carried(read.identity_mentions, messages, records),
    )
    landed = len(messages) + len(records)
    return Settled(
        read=settled,
        rows_read=read.rows_read,
        rows_landed=landed,
        rows_known=len(read.interactions) + len(read.records) - landed,
        rows_quarantined=len(read.quarantine),
    )


def _new(rows: pl.DataFrame, known: pl.DataFrame | None, id_: str) -> pl.DataFrame:
    first = rows.unique([id_, "row_hash"], keep="first", maintain_order=True)
    if known is None or known.is_empty():
        return first
    return first.join(known.select(id_, "row_hash"), on=[id_, "row_hash"], how="anti", maintain_order="left")


def carried(mentions: pl.DataFrame, messages: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Mentions that some messages or records, or the conversations of these messages, carry; of one source."""
    carriers = pl.concat(
        [
            messages.select(carrier=pl.lit("interaction"), carrier_id="interaction_id"),
            messages.select(carrier=pl.lit("conversation"), carrier_id="conversation_id"),
            records.select(carrier=pl.lit("record"), carrier_id="record_id"),
        ]
    ).unique()
    return mentions.join(carriers, on=["carrier", "carrier_id"], how="semi", maintain_order="left")
