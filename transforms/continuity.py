"""Continuity of observations over extractor generations: a new one never rewrites what was known before it.

What belongs here: ledgers of activations, and joining what was drawn before with what is drawn now. What does not: drawing.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import polars as pl


def activated(ledger: pl.DataFrame, used: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """A ledger of activations once something is in use: what is new begins at `at`, what is in use no longer ends there.

    Args:
        ledger: the columns of `used`, `activated_at` and `deactivated_at`; open rows are in use.
        used: what is in use now, in the columns that tell it from others.
        at: the clock.
    """
    moment, by = pl.lit(at, dtype=pl.Datetime("us")), used.columns
    is_open = pl.col("deactivated_at").is_null()
    is_used = pl.struct(by).is_in(used.select(pl.struct(by)).to_series().implode())
    ended = ledger.with_columns(deactivated_at=pl.when(is_open & ~is_used).then(moment).otherwise("deactivated_at"))
    begun = used.join(ended.filter(is_open), on=by, how="anti").with_columns(activated_at=moment, deactivated_at=pl.lit(None, pl.Datetime("us")))
    return pl.concat([ended, begun.select(ledger.columns)])


class Continued(NamedTuple):
    """The observations to keep for carriers that were read again, and times of use that were over before claims were made again: rows for `former_activations`."""

    observations: pl.DataFrame
    former: pl.DataFrame


def continued(old: pl.DataFrame, new: pl.DataFrame) -> Continued:
    """Joins what is held of some carriers with what is drawn from them now.

    Both frames have a column `since` beside those of `observations`: the moment at which another reader took over the carrier, null where the same one reads
    another state of it.

    Args:
        old: observations held for these carriers, of the generation in use and of earlier ones.
        new: observations drawn from them now, each stamped with the activation of its extractor.

    Returns:
        Claims in both keep their activation; one that had ended and is made again begins anew. Claims only in `new` begin where the reader took over, if that is
        later than the activation they were stamped with: an extractor may have been in use before, and another have gone before it. Claims only in `old` end
        there; those that had ended stay. A claim that the same reader made and no longer makes is gone: another state of its conversation tells what became of it.
    """
    begun = new.with_columns(activated_at=pl.max_horizontal("activated_at", "since"))
    over = _over(old, begun)
    made = old.join(over, on="observation_id", how="anti").select("observation_id", made_at="activated_at")
    kept = begun.join(made, on="observation_id", how="left").with_columns(activated_at=pl.coalesce("made_at", "activated_at"))
    gone = old.join(new, on="observation_id", how="anti")
    ended = gone.filter((pl.col("activated_at") < pl.col("since")) | pl.col("deactivated_at").is_not_null()).with_columns(deactivated_at=pl.coalesce("deactivated_at", "since"))
    columns = [name for name in old.columns if name != "since"]
    return Continued(pl.concat([kept.select(columns), ended.select(columns)]), over)


def _over(old: pl.DataFrame, begun: pl.DataFrame) -> pl.DataFrame:
    """Times of use of claims that had ended when they were made again."""
    again = begun.select("observation_id", made_again_at="activated_at")
    over = old.join(again, on="observation_id").filter(pl.col("deactivated_at") < pl.col("made_again_at"))
    return over.select("observation_id", "activated_at", "deactivated_at")
