"""Trying other extractors: fills the shadow set from what the last build read. What belongs here: that. What does not: comparing (extractor_comparison), putting to use.

Nothing is pulled or landed, and no belief, memory, snapshot or ledger changes. There is no state to take up: what is drawn is not drawn again, however it ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from orchestration import clock, journal, shadow
from orchestration.config import Config
from orchestration.drawing import Drawn, bring_up
from orchestration.extractors import Extractors, check_secrets
from orchestration.failures import UsageError
from orchestration.governance.retention import enforce
from orchestration.lakes import lake_of
from orchestration.publication import show_shadow
from orchestration.resources import Progress, Store
from warehouse.home import Home
from warehouse.tables.registry import TABLES


@dataclass(frozen=True)
class TryReport:
    """What the candidate drew.

    Attributes:
        extractors: the candidate's members.
        read: conversations and records that were read this time.
        carriers: conversations and records that its claims stand for, in all.
        waiting: those of them that an extractor could not read yet.
        observations: claims, in all.
        claims_refused: claims that broke a rule, in all.
        seconds: wall time.
    """

    extractors: list[str]
    read: int
    carriers: int
    waiting: int
    observations: int
    claims_refused: int
    seconds: float


def tried(store: Store) -> Extractors:
    """The set that is tried.

    Raises:
        UsageError: there is none, or it is what is in use.
    """
    if (candidate := shadow.candidate_of(store)) is not None:
        return candidate
    if store.config.extractor.use == "candidate":
        raise UsageError('[extractor] use = "candidate": the candidate is in use already, so there is nothing to compare it with')
    if store.candidate is None:
        raise UsageError('[extractor] names no candidate: give it one, as candidate = ["records", "grammar", "exemplars", "llm"]')
    raise UsageError("[extractor] candidate is the same set as the one in use: there is nothing to compare")


def run_try(config: Config, home: Home, progress: Progress, *, at: datetime | None = None, full: bool = False) -> TryReport:
    """Draws what the candidate makes of every conversation and record of the last build, but for those that it has drawn from already.

    Args:
        config: names the candidate.
        home: the store's folder.
        progress: is shown how it goes.
        at: the clock: answers of a language model are known from it.
        full: draw all again.

    Raises:
        UsageError: there is no candidate, or nothing to draw from.
        Refused: an erasure or a build was interrupted, and goes first.
    """
    with journal.locked(home, lambda: progress.note("another build is running in this home: waiting for it to end")):
        lake = lake_of(config, home)
        if journal.is_erasing(home):
            raise journal.Refused("an erasure was interrupted: `tellonce erase --resume` ends it")
        if journal.interrupted(home):
            raise journal.Refused("a build was interrupted: run `tellonce build` first")
        if not home.published.exists():
            raise UsageError(f"nothing is published in {home.root}: run `tellonce build` first")
        store = Store(home, config, journal.chosen(lake, at, clock.now()), "", full=full, progress=progress)
        candidate = tried(store)
        check_secrets(config, candidate.settings)
        shadow.trim(store)
        with store.stage("candidate") as counts:
            counts |= bring_up(store, Drawn(candidate, shadow.OBSERVATIONS, shadow.EXTRACTIONS, TABLES["activations"].empty(), None))
            enforce(store, shadow.OBSERVATIONS)
            show_shadow(home, lake)
        marks = lake.read(shadow.EXTRACTIONS)
        waiting = len(marks.filter(pl.col("waits_for").is_not_null()))
        return TryReport(candidate.names, counts["read"], len(marks), waiting, counts["observations"], counts["claims_refused"], store.seconds["candidate"])
