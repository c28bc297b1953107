"""Continuity of observations over extractor generations: a new one never rewrites what was known before it.

What belongs here: the ledger of activations, and joining what was drawn before with what is drawn now. What does not: drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import polars as pl

_IDENTITY = ["extractor", "extractor_version", "digest"]


class Versioned(Protocol):
    """Anything with a name, a version that people bump, and the digest of its data."""

    name: str
    version: str
    digest: str


def activated(ledger: pl.DataFrame, extractors: Iterable[Versioned], at: datetime) -> pl.DataFrame:
    """The ledger of activations once these extractors are in use: what is new begins at `at`, what is in use no longer ends there."""
    used = pl.DataFrame([(e.name, e.version, e.digest) for e in extractors], schema=dict.fromkeys(_IDENTITY, pl.String), orient="row")
    moment = pl.lit(at, dtype=pl.Datetime("us"))
    is_open = pl.col("deactivated_at").is_null()
    is_used = pl.struct(_IDENTITY).is_in(used.select(pl.struct(_IDENTITY)).to_series().implode())
    ended = ledger.with_columns(deactivated_at=pl.when(is_open & ~is_used).then(moment).otherwise("deactivated_at"))
    begun = used.join(ended.filter(is_open), on=_IDENTITY, how="anti").with_columns(activated_at=moment, deactivated_at=pl.lit(None, pl.Datetime("us")))
    return pl.concat([ended, begun.select(ledger.columns)])


def continued(old: pl.DataFrame, new: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """The observations to keep for carriers that were read again.

    Args:
        old: observations held for these carriers, of the generation in use and of earlier ones.
        new: observations drawn from them now, each stamped with the activation of its extractor.
        ledger: activations; the open rows are those in use.

    Returns:
        Claims in both keep their activation; one that had ended and is made again begins anew, and `former` has the time before. Claims
        only in `new` begin with the activation they were stamped with. Claims only in `old` that an earlier generation made end where the
        present one of their extractor began, or where the last one ended if none is in use; those that ended before stay. A claim that the
        generation in use made and no longer makes is gone: another state of its conversation tells what became of it.
    """
    made = old.join(former(old, new), on="observation_id", how="anti").select("observation_id", made_at="activated_at")
    kept = new.join(made, on="observation_id", how="left").with_columns(activated_at=pl.coalesce("made_at", "activated_at")).select(old.columns)
    in_use = pl.col("deactivated_at").is_null()
    begun = ledger.group_by("extractor").agg(since=pl.coalesce(pl.col("activated_at").filter(in_use).max(), pl.col("deactivated_at").max()))
    gone = old.join(new.select("observation_id"), on="observation_id", how="anti").join(begun, on="extractor", how="left")
    ended = gone.filter((pl.col("activated_at") < pl.col("since")) | pl.col("deactivated_at").is_not_null())
    ended = ended.with_columns(deactivated_at=pl.coalesce("deactivated_at", "since"))
    return pl.concat([kept, ended.select(old.columns)])


def former(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Times of use that were over before claims were made again: rows for the table `former_activations`.

    Args:
        old: observations held for the carriers that were read again.
        new: observations drawn from them now, each stamped with the activation of its extractor.
    """
    again = new.select("observation_id", made_again_at="activated_at")
    over = old.join(again, on="observation_id").filter(pl.col("deactivated_at") < pl.col("made_again_at"))
    return over.select("observation_id", "activated_at", "deactivated_at")
