"""The ledger of people's decisions. What belongs here: writing one down. What does not: what it leads to; the next build works that out."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from orchestration import clock, journal
from orchestration.failures import UsageError
from warehouse.governance import audit
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


def decide(
    home: Home, lake: Lake, decision: Decision, *, who: str | None = None, at: datetime | None = None, waiting: Callable[[], None] = lambda: None
) -> datetime:  # fmt: skip
    """Writes a decision down. It takes effect at the next build; a build that is running ends first, so that it sees all of the ledger or none of it.

    Args:
        home: the store's folder.
        lake: the store's lake.
        decision: what was decided.
        who: by whom; the user of this machine by default.
        at: its place on the known clock; now by default.
        waiting: called once if there is a build to wait for.

    Returns:
        When it counts as decided: `at`, or now, or the last build's clock where that is ahead of now.

    Raises:
        UsageError: `at` is earlier than the last build or decision.
    """
    with journal.locked(home, waiting):
        moment = _moment(home, lake, at)
        rows = lake.scan("decisions")
        row = {name: getattr(decision, name) for name in Decision.__dataclass_fields__} | {"who": who or getpass.getuser(), "decided_at": moment}
        row["decision_id"] = home.key.digest(*row.values())
        if rows.filter(pl.col("decision_id") == row["decision_id"]).select(pl.len()).collect().item() == 0:
            lake.append("decisions", pl.DataFrame([row], schema=TABLES["decisions"].empty().schema))
            audit.append(home, lake, decision.decision, row["decision_id"], moment, actor=row["who"])
    return moment


def _moment(home: Home, lake: Lake, at: datetime | None) -> datetime:
    """When it counts as decided: not before anything that is known, nor before the clock of a build that is still to be finished."""
    begun = journal.interrupted(home)
    last = max((t for t in (journal.latest(lake), begun.at if begun else None) if t is not None), default=None)
    if at and last and at < last:
        raise UsageError(f"--at {clock.text(at)} is earlier than the last build or decision ({clock.text(last)}): give that time or a later one")
    now = clock.now()
    return at or max(now, last or now)
