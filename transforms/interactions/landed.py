"""Checked rows as rows of the lake: ids, hashes, masks, languages, identity mentions.

What belongs here: everything that is added to a row that fits. What does not: whether it fits (checking), whether it is new (settling).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from transforms import languages
from transforms.formats.rows import Failure, SourceSettings
from transforms.interactions import masking, mentions
from warehouse.home import Key
from warehouse.tables.landing import IdentityMentions, Interactions, Quarantine, Records, SensitiveSpans

ROW_LIMIT = 4000
"""Code points of a quarantined row that are kept."""


@dataclass(frozen=True)
class Stamp:
    """What all rows of one export carry."""

    settings: SourceSettings
    path: str
    export_id: str
    recorded_at: datetime
    key: Key
    unit: str

    @property
    def columns(self) -> dict[str, pl.Expr]:
        """The stamp as columns."""
        return {
            "source": pl.lit(self.settings.name),
            "export_id": pl.lit(self.export_id),
            "recorded_at": pl.lit(self.recorded_at, pl.Datetime("us")),
        }


def interactions(chunks: Sequence[pl.DataFrame], stamp: Stamp) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows of `Interactions`, `SensitiveSpans` and `IdentityMentions`."""
    if not chunks:
        return Interactions.create_empty(), SensitiveSpans.create_empty(), IdentityMentions.create_empty()
    rows = pl.concat(chunks).with_columns(**stamp.columns).with_columns(interaction_id=pl.lit(stamp.settings.name + ":") + pl.col("message_id"))
    rows = rows.with_columns(given=mentions.spelled("identifiers"))
    content = ("conversation_id", "message_id", "channel", "occurred_at", "speaker", "given", "text", "metadata")
    rows = rows.with_columns(stamp.key.digests(rows, *content).alias("row_hash"))
    given = mentions.of_interactions(rows, stamp.settings.default_region)
    rows, spans = masking.mask_interactions(rows)
    rows = rows.with_columns(language=languages.detect(rows.get_column("text"), rows.get_column("conversation_id")))
    return Interactions.cast(rows), SensitiveSpans.cast(spans), IdentityMentions.cast(given)


def records(chunks: Sequence[pl.DataFrame], stamp: Stamp) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of `Records` and `IdentityMentions`."""
    if not chunks:
        return Records.create_empty(), IdentityMentions.create_empty()
    rows = pl.concat(chunks).with_columns(**stamp.columns, given=mentions.spelled("identifiers"))
    rows = rows.with_columns(stamp.key.digests(rows, "record_id", "updated_at", "given", "attributes").alias("row_hash"))
    given = mentions.of_records(rows, stamp.settings.default_region)
    return Records.cast(masking.mask_attributes(rows)), IdentityMentions.cast(given)


def quarantine(failures: Sequence[Failure], stamp: Stamp) -> pl.DataFrame:
    """Rows of `Quarantine`, in the order of their places, masked and cut."""
    ordered = sorted(failures, key=lambda failure: failure.place or 0)
    places = ["file" if failure.place is None else f"{stamp.unit} {failure.place}" for failure in ordered]
    texts = [None if failure.row is None else _storable(failure.row) for failure in ordered]
    frame = pl.DataFrame(
        {"place": places, "rule": [failure.rule for failure in ordered], "row": texts},
        schema={"place": pl.String, "rule": pl.String, "row": pl.String},
    ).with_columns(**stamp.columns, path=pl.lit(stamp.path))
    frame = frame.with_columns(
        masking.mask_texts(frame.get_column("row")).str.slice(0, ROW_LIMIT).alias("row"),
        stamp.key.digests(frame, "source", "export_id", "place", "rule").alias("quarantine_id"),
    )
    return Quarantine.cast(frame)


def _storable(text: str) -> str:
    """A row's text as any store takes it: cut a little beyond the limit, so that a number on the border is still seen whole."""
    cut = text[: ROW_LIMIT + 200].replace("\x00", "␀")
    return cut.encode("utf-8", "replace").decode("utf-8")
