"""What every extractor has in common. What belongs here: the protocol and the shapes of what goes in and comes out. What does not: any extractor."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import polars as pl

TURNS = pl.Schema(
    {
        "episode_id": pl.String(), "position": pl.Int64(), "interaction_id": pl.String(), "row_hash": pl.String(), "conversation_id": pl.String(), "source": pl.String(),
        "channel": pl.String(), "speaker": pl.String(), "occurred_at": pl.Datetime("us"), "text": pl.String(), "language": pl.String(), "timezone": pl.String(),
    }
)  # fmt: skip
"""One state of an episode of a conversation, sorted by (episode_id, position). Text is masked."""

CLAIMS = pl.Schema(
    {
        "episode_id": pl.String(), "interaction_id": pl.String(), "kind": pl.String(), "attribute": pl.String(), "value": pl.String(), "operation": pl.String(),
        "statement": pl.String(), "topic": pl.String(), "quote": pl.String(), "quote_start": pl.Int64(), "quote_end": pl.Int64(), "authority": pl.String(),
        "confidence": pl.Float64(), "valid_from": pl.Datetime("us"), "valid_to": pl.Datetime("us"), "due_at": pl.Datetime("us"),
    }
)  # fmt: skip
"""What an extractor returns. `valid_from` null means: since it was said. Attribute null is a free statement; see `topic` in warehouse.tables.observations."""


@runtime_checkable
class Extractor(Protocol):
    """A pure function from turns to claims, with a declared version that people bump when its meaning changes, and the digest of its data."""

    name: str
    version: str
    digest: str

    def extract(self, turns: pl.DataFrame) -> pl.DataFrame:
        """Claims (`CLAIMS`) of turns (`TURNS`). Each claim's quote stands verbatim at its span, or the claim is refused."""
        ...


@runtime_checkable
class Owning(Protocol):
    """An extractor that was taught some attributes from the user's own marked examples: what others claim about them in a text is dropped."""

    owns: frozenset[str]


@runtime_checkable
class Answered(Protocol):
    """An extractor that reads an episode once something outside has answered. Until then it says nothing of it, and what it said of an earlier state stands."""

    name: str

    def read_at(self, turns: pl.DataFrame) -> pl.DataFrame:
        """(episode_id, read_at) of the episodes that need an answer; null where it is not there yet."""
        ...

    def refusals(self, turns: pl.DataFrame) -> pl.DataFrame:
        """(episode_id, rule) of claims that were answered and broke a rule."""
        ...


def claims(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a frame of claims; fields left out are null, `operation` is `assert`."""
    frame = pl.DataFrame(rows, schema=CLAIMS) if rows else CLAIMS.to_frame()
    return frame.with_columns(pl.col("operation").fill_null("assert"))
