"""Continuity of observations over extractor generations: a new one never rewrites what was known before it.

What belongs here: joining what was drawn before with what is drawn now. What does not: drawing.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl


def continued(old: pl.DataFrame, new: pl.DataFrame, since: datetime) -> pl.DataFrame:
    """The observations to keep for the carriers that were read again.

    Args:
        old: observations held for these carriers, of this generation and of earlier ones.
        new: observations drawn from them now.
        since: when the generation in use was activated.

    Returns:
        Claims in both keep the activation they had; claims only in `new` begin with `since`; claims only in `old` that an
        earlier generation made end at `since`, and those that ended before stay as they are. A claim that this very generation
        made and no longer makes is gone: what it was drawn from has changed, and `retired_at` of its successor tells so.
    """
    made = old.filter(pl.col("deactivated_at").is_null()).select("observation_id", made_at=pl.col("activated_at"))
    kept = (
        new.join(made, on="observation_id", how="left")
        .with_columns(activated_at=pl.coalesce("made_at", pl.lit(since, dtype=pl.Datetime("us"))))
        .drop("made_at")
        .select(old.columns)
    )
    gone = old.join(new.select("observation_id"), on="observation_id", how="anti")
    ended = gone.filter((pl.col("activated_at") < since) | pl.col("deactivated_at").is_not_null()).with_columns(
        deactivated_at=pl.coalesce("deactivated_at", pl.lit(since, dtype=pl.Datetime("us")))
    )
    return pl.concat([kept, ended])
