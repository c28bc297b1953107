"""The ledger of policies: how claims about each attribute were reconciled, and since when.

What belongs here: noting where a registry differs from the one before. What does not: reconciling by it (dbt_project).
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

FROM_THE_START = datetime(1970, 1, 1)
_SAID = ["attribute", "cardinality", "policy", "expires_after_seconds", "half_life_seconds"]


def noted(ledger: pl.DataFrame, registry: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The ledger once this registry is in force: what differs begins at `at`, and what it takes the place of ends there.

    Args:
        ledger: the table `policies`. Where it is empty, the registry counts from the start.
        registry: the table `attributes`.
        at: the build's clock.
    """
    moment = pl.lit(at, dtype=pl.Datetime("us"))
    closed, still_open = ledger.filter(pl.col("known_to").is_not_null()), ledger.filter(pl.col("known_to").is_null())
    said = registry.select(_SAID)
    going = still_open.join(said, on=_SAID, how="semi", nulls_equal=True)
    ended = still_open.join(said, on=_SAID, how="anti", nulls_equal=True).with_columns(known_to=moment).filter(pl.col("known_from") < moment)
    since = pl.lit(FROM_THE_START if ledger.is_empty() else at, dtype=pl.Datetime("us"))
    begun = said.join(still_open, on=_SAID, how="anti", nulls_equal=True).with_columns(known_from=since, known_to=pl.lit(None, pl.Datetime("us")))
    return pl.concat([frame.select(ledger.columns) for frame in (closed, going, ended, begun)]).sort("attribute", "known_from")
