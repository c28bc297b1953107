"""The ledger of people's decisions. What belongs here: writing one down. What does not: what it leads to; the next build works that out."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from orchestration import clock, journal
from orchestration.failures import UsageError
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES


@dataclass(frozen=True)
class Decision:
    """What was decided, and on what. Fields that a kind of decision doesn't have stay None."""

    decision: str
    identity_a: str | None = None
    identity_b: str | None = None
    observation_id: str | None = None
    attribute: str | None = None
    value: str | None = None
    why: str | None = None


def decide(home: Home, lake: Lake, decision: Decision, *, who: str | None = None, at: datetime | None = None) -> datetime:
    """Writes a decision down. It takes effect at the next build.

    Args:
        home: the store's folder.
        lake: the store's lake.
        decision: what was decided.
        who: by whom; the user of this machine by default.
        at: its place on the known clock; now by default.

    Returns:
        When it counts as decided: `at`, or now, or the last build's clock where that is ahead of now.

    Raises:
        UsageError: `at` is earlier than the last build or decision.
    """
    last = journal.latest(lake)
    if at and last and at < last:
        raise UsageError(f"--at {clock.text(at)} is earlier than the last build or decision ({clock.text(last)}): give that time or a later one")
    moment = at or max(now := clock.now(), last or now)
    row = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
    row |= {"who": who or getpass.getuser(), "decided_at": moment}
    row["decision_id"] = home.key.digest(*row.values())
    frame = pl.DataFrame([row], schema=TABLES["decisions"].empty().schema)
    if not lake.scan("decisions").filter(pl.col("decision_id") == row["decision_id"]).select(pl.len()).collect().item():
        lake.append("decisions", frame)
    return moment
