"""What the probabilistic matcher said of pairs, over the known clock. What belongs here: which of it is news. What does not: asking the matcher.

More records move every probability a little, and a matcher that learned anew moves them more. What was known before stays as it was known: only an
opinion that changed is written down, and only from then on.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from transforms.identities.components import components

MOVED = 0.01
"""A probability that moved by less is the same opinion."""
_PAIR = ["identity_a", "identity_b", "record_a", "record_b"]


def remembered(kept: pl.DataFrame, said: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The ledger of proposals after the matcher was asked at a moment; asked twice at one moment, the last answer counts.

    Args:
        kept: rows of `warehouse.tables.ledgers.Proposals`.
        said: what the matcher says of all records now, in the columns of `probabilistic.PROPOSAL`.
        at: when.
    """
    before = kept.filter(pl.col("known_from") < at).with_columns(known_to=pl.when(pl.col("known_to") < at).then("known_to"))
    is_open = pl.col("known_to").is_null()
    now = before.filter(is_open).join(said.select(*_PAIR, said="probability", is_said_coherent="is_coherent"), on=_PAIR, how="left")
    same = (pl.col("is_said_coherent") == pl.col("is_coherent")) & ((pl.col("said") - pl.col("probability")).abs() < MOVED)
    now = now.with_columns(is_same=same.fill_null(False), is_joined=_joined(now, said) & pl.col("said").is_null() & pl.col("is_coherent"))
    stands = pl.col("is_same") | pl.col("is_joined")
    ended = now.with_columns(known_to=pl.when(~stands).then(pl.lit(at, pl.Datetime("us"))))
    fresh = said.join(now.filter("is_same"), on=_PAIR, how="anti").with_columns(known_from=pl.lit(at, pl.Datetime("us")))
    parts = (before.filter(~is_open), ended, fresh)
    return pl.concat([part.select(kept.columns).cast(kept.schema) for part in parts]).sort(*_PAIR, "known_from")


def _joined(pairs: pl.DataFrame, said: pl.DataFrame) -> pl.Series:
    """Do other coherent pairs join the two now, each about as probable? Of several ways to join a group the matcher names one."""
    found = pl.Series("is_joined", [False] * len(pairs), dtype=pl.Boolean)
    levels = (pairs["probability"] / MOVED).floor() * MOVED - MOVED
    for level in levels.unique():
        sure = said.filter(pl.col("is_coherent") & (pl.col("probability") >= level)).select("identity_a", "identity_b")
        ends = pl.concat([sure["identity_a"], sure["identity_b"], pairs["identity_a"], pairs["identity_b"]]).rank("dense").cast(pl.Int32).to_numpy() - 1
        n, m = len(sure), len(pairs)
        group = components(int(ends.max(initial=-1)) + 1, ends[:n], ends[n : 2 * n])
        together = pl.Series(group[ends[2 * n : 2 * n + m]] == group[ends[2 * n + m :]])
        found = found | (together & (levels == level))
    return found
