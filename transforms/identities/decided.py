"""People's decisions as candidate links. What belongs here: which decision on a pair is in force when. What does not: what follows from it."""

from __future__ import annotations

import polars as pl

from transforms.identities.candidates import TRUST, candidates


def decided(decisions: pl.DataFrame) -> pl.DataFrame:
    """`decision_link` and `decision_unlink` candidates; the newest decision on a pair ends the one before.

    Args:
        decisions: rows of `warehouse.tables.ledgers.Decisions`; other decisions than link and unlink are passed over.
    """
    rows = decisions.filter(pl.col("decision").is_in(["link", "unlink"]) & pl.col("identity_a").is_not_null() & pl.col("identity_b").is_not_null())
    rows = rows.select(
        identity_a=pl.min_horizontal("identity_a", "identity_b"),
        identity_b=pl.max_horizontal("identity_a", "identity_b"),
        rule=pl.format("decision_{}", "decision"),
        evidence="decision_id",
        known_from="decided_at",
        occurred_at="decided_at",
        trust=pl.lit(TRUST["decision"]),
    ).sort("known_from", "rule", "evidence")
    following = pl.col("known_from").shift(-1).over("identity_a", "identity_b")
    rows = rows.with_columns(known_to=following, ended_by=pl.when(following.is_not_null()).then(pl.lit("a later decision on the same pair")))
    at_once = pl.col("known_to") == pl.col("known_from")
    return rows.with_columns(refusal=pl.when(at_once).then("ended_by"), known_to=pl.when(~at_once).then("known_to"), ended_by=pl.when(~at_once).then("ended_by")).pipe(candidates)
