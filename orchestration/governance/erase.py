"""Erasure: a person goes from everything, what is derived is made anew, every byte is looked at, and a receipt stays.

What belongs here: the order of the steps. What does not: what will go (plan), which rows are refused (refusals), how bytes are looked at (warehouse.governance).
Each step may be done again: an erasure that was interrupted at any point goes on from its plan.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from orchestration import clock, journal
from orchestration.build import opened
from orchestration.config import Config
from orchestration.failures import TellOnceError, UsageError
from orchestration.governance import people, removal
from orchestration.governance.plan import RAW, Plan, load, make, note, raw_texts, save, with_needles
from orchestration.publication import show_ledgers
from orchestration.resources import STAGES, Progress, Silent
from warehouse.governance import audit
from warehouse.governance.needles import Needles, counts
from warehouse.governance.scan import Report, Scanner
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

_UNFINISHED = "an erasure was interrupted: `tellonce erase --resume` ends it, then this one can begin"


class NotErasedError(TellOnceError):
    """The erasure ran, and is not verified."""


@dataclass(frozen=True)
class Receipt:
    """What an erasure leaves.

    Attributes:
        erasure_id: its id.
        removed: place to count.
        kept: what could not be removed, to the reason.
        scan: what the byte scan saw.
    """

    erasure_id: str
    removed: dict[str, int]
    kept: dict[str, str]
    scan: dict[str, Any]


def begin(config: Config, home: Home, named: list[str], *, who: str, at: datetime | None = None) -> Plan | None:
    """Says what will go; nothing is changed.

    Returns:
        The plan; None where nothing is held of these identities.

    Raises:
        UsageError: a legal hold stands, the clock would go back, or an interrupted erasure has to end first.
    """
    from orchestration.lakes import lake_of

    lake = lake_of(config, home)
    if load(home) is not None:
        raise UsageError(_UNFINISHED)
    last = journal.latest(lake)
    if at and last and at < last:
        raise UsageError(f"--at {clock.text(at)} is earlier than the last build or decision ({clock.text(last)}): give that time or a later one")
    now = clock.now()
    plan = make(home, lake, named, at or max(now, last or now), who)
    if not plan.identities:
        return None
    _refuse_held(lake, [*plan.identities, *named])
    return plan


def run(config: Config, home: Home, plan: Plan, progress: Progress | None = None, waiting: Callable[[], None] = lambda: None) -> Receipt:
    """Does it, or goes on with it.

    Raises:
        NotErasedError: the scan found something; the plan stays, so that the same can be run again when what was found is gone.
    """
    from orchestration.lakes import lake_of

    progress, lake = progress or Silent(), lake_of(config, home)
    with journal.locked(home, waiting):
        begun = load(home)
        if begun is None:
            plan = _settled(home, lake, plan)
            save(home, plan)
        elif begun.erasure_id != plan.erasure_id:
            raise UsageError(_UNFINISHED)
        _receipt(lake, plan, "running", {}, {})
        _once(home, lake, plan, "erase", plan.found)
        _remove(config, home, lake, plan, progress)
        _rebuild(config, home, plan, progress)
        removal.forget_former_snapshots(home)
        return _verify(home, lake, plan, progress)


def _settled(home: Home, lake: Lake, plan: Plan) -> Plan:
    """The plan as it is now that nothing else runs in the home: a build or a hold may have come since it was shown."""
    if journal.interrupted(home):
        raise UsageError("a build was interrupted: run `tellonce build` first, then erase")
    _refuse_held(lake, plan.identities)
    return with_needles(home, lake, make(home, lake, plan.identities, max(plan.at, journal.latest(lake) or plan.at), plan.who))


def _refuse_held(lake: Lake, identities: list[str]) -> None:
    if people.held(lake, identities):
        raise UsageError("a legal hold stands on this customer: nothing was removed; `tellonce hold IDENTITY --end` ends it")


def resume(config: Config, home: Home, progress: Progress | None = None) -> Receipt | None:
    """Goes on with an erasure that was interrupted; None where there is none."""
    plan = load(home)
    return None if plan is None else run(config, home, plan, progress)


def _remove(config: Config, home: Home, lake: Lake, plan: Plan, progress: Progress) -> None:
    progress.note("removing")
    for name in TABLES:
        lake.settle(name)
    note(home, plan, plan.found)
    removal.rewrite_landing(config, home, lake, plan)
    removal.clean_tables(home, lake, plan)
    removal.clean_folders(config, home, plan)


def _rebuild(config: Config, home: Home, plan: Plan, progress: Progress) -> None:
    """Makes what is derived anew from what is left; pulls nothing."""
    from orchestration.running import materialise

    shutil.rmtree(home.dagster, ignore_errors=True)
    with opened(config, home, at=plan.at, yes=True, progress=progress, is_erasing=True) as store:
        store.taken_answers = plan.taken_answers()
        materialise(store, STAGES[1:])


def _verify(home: Home, lake: Lake, plan: Plan, progress: Progress) -> Receipt:
    progress.note("looking at every byte")
    kept = removal.kept(lake, plan)
    pending = removal.pending_keys(lake, plan)
    wanted = Needles(
        tuple(t for t in plan.needles.strong if t not in pending), tuple(t for t in plan.needles.weak if t not in pending), plan.needles.counted, plan.needles.vectors
    )
    report = Scanner(home, wanted, frozenset({journal.erasure_state(home)}), lake).run()
    more = _counted_more(lake, plan)
    scan = {"files": report.files, "bytes": report.bytes, "looked_for": len(wanted.strong) + len(wanted.weak) + len(wanted.vectors),
            "counted": len(wanted.counted), "found": len(report.findings) + len(more)}  # fmt: skip
    if report.findings or more:
        _receipt(lake, plan, "failed", kept, scan)
        raise NotErasedError(_told(report, more))
    _receipt(lake, plan, "done", kept, scan)
    _once(home, lake, plan, "erased", scan)
    show_ledgers(home, lake, plan.at)
    journal.erasure_state(home).unlink()
    return Receipt(plan.erasure_id, dict(sorted(plan.removed.items())), kept, scan)


def _counted_more(lake: Lake, plan: Plan) -> list[str]:
    """Is a word that others hold too in more rows than others had before?"""
    wanted = list(plan.needles.counted)
    now = counts(wanted, raw_texts([lake.read(name) for name in RAW]))
    return [text for text in wanted if now.get(text, 0) > plan.needles.counted[text]]


def _told(report: Report, more: list[str]) -> str:
    found = [f"{f.path} holds a {f.kind} of the person (seen in its {f.reading})" for f in report.findings[:5]]
    found += [f"{len(more)} word(s) that others hold too are in more rows than before"] if more else []
    rest = f", and {len(report.findings) - 5} more" if len(report.findings) > 5 else ""
    return f"not erased: {'; '.join(found)}{rest}. Remove what was found, then run `tellonce erase --resume`"


def _once(home: Home, lake: Lake, plan: Plan, action: str, details: dict[str, Any]) -> None:
    """Adds a row to the audit chain, unless an interrupted run has."""
    if lake.scan("audit").filter((pl.col("action") == action) & (pl.col("subject") == plan.erasure_id)).head(1).collect().is_empty():
        audit.append(home, lake, action, plan.erasure_id, plan.at, actor=plan.who, details=details)


def _receipt(lake: Lake, plan: Plan, status: str, kept: dict[str, str], scan: dict[str, Any]) -> None:
    row = {
        "erasure_id": plan.erasure_id, "requested_at": plan.at, "finished_at": plan.at if status == "done" else None, "status": status,
        "removed": json.dumps(plan.removed, sort_keys=True), "kept": json.dumps(kept, sort_keys=True), "scan": json.dumps(scan, sort_keys=True),
        "refusal_digests": json.dumps(plan.digests),
    }  # fmt: skip
    lake.replace("erasures", pl.DataFrame([row], schema=TABLES["erasures"].empty().schema), pl.DataFrame({"erasure_id": [plan.erasure_id]}))
