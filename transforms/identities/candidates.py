"""The shape of candidate links, on which all kinds of evidence agree. What does not belong here: where they come from."""

from __future__ import annotations

import polars as pl

CANDIDATE: dict[str, pl.DataType | type[pl.DataType]] = {
    "identity_a": pl.String,
    "identity_b": pl.String,
    "rule": pl.String,
    "evidence": pl.String,
    "probability": pl.Float64,
    "trust": pl.Float64,
    "occurred_at": pl.Datetime("us"),
    "known_from": pl.Datetime("us"),
    "known_to": pl.Datetime("us"),
    "ended_by": pl.String,
    "refusal": pl.String,
    "is_proposed": pl.Boolean,
}
"""A candidate link holds as evidence in `[known_from, known_to)`; `ended_by` says why it ended, `refusal` why it never counted."""

TRUST = {"decision": 9.0, "record": 5.0, "message": 4.0, "number": 3.5, "conversation": 3.0, "stated": 2.0, "probabilistic": 0.0}
"""What is taken away first where something must be: the least. A probabilistic link has its probability for trust."""


def empty() -> pl.DataFrame:
    """No candidate."""
    return pl.DataFrame(schema=CANDIDATE)


def candidates(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the shape of `CANDIDATE`: ends in order, no link of an identity with itself, missing columns null."""
    lesser, greater = pl.min_horizontal("identity_a", "identity_b"), pl.max_horizontal("identity_a", "identity_b")
    missing = [pl.lit(None, kind).alias(name) for name, kind in CANDIDATE.items() if name not in frame.columns]
    return (
        frame.with_columns(*missing)
        .with_columns(identity_a=lesser, identity_b=greater, is_proposed=pl.col("is_proposed").fill_null(False))
        .filter(pl.col("identity_a") != pl.col("identity_b"))
        .select(pl.col(name).cast(kind) for name, kind in CANDIDATE.items())
    )
