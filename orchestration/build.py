"""The main job: one build, from exports to a published snapshot. What belongs here: its beginning and its end. What does not: any stage."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from orchestration import clock, journal
from orchestration.config import Config
from orchestration.failures import TellOnceError
from orchestration.resources import STAGES, Progress, Silent, Store
from warehouse.home import Home


class Stopped(TellOnceError):
    """A build that ran and may not publish: a failed gate, a blast radius, rows that don't add up."""


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes:
        build_id: its id.
        clock_at: its clock.
        status: `published`, `unchanged`, or `selected` where it ran to a stage only.
        snapshot_id: the snapshot in use after it.
        sources: one row a source, columns of `fct_builds`.
        seconds: wall time by stage.
        notes: warnings, without personal data.
    """

    build_id: str
    clock_at: datetime
    status: str
    snapshot_id: str | None
    sources: list[dict[str, Any]]
    seconds: dict[str, float]
    notes: list[str] = field(default_factory=list)


class _Noting:
    """Passes progress on and keeps the notes."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self.notes = progress, list[str]()
        self.started, self.finished = progress.started, progress.finished

    def note(self, line: str) -> None:
        self.notes.append(line)
        self._progress.note(line)


@contextmanager
def opened(
    config: Config, home: Home, *, at: datetime | None = None, full: bool = False, yes: bool = False, progress: Progress | None = None, is_erasing: bool = False
) -> Iterator[Store]:  # fmt: skip
    """A store that is being built: holds the lock, takes up an interrupted build, and closes the journal when the build ends.

    A build that is killed leaves its state for the next. One that stops, or fails for a reason of its data, ends; its rows in the
    ledger say how.

    Raises:
        Refused: the clock may not go back, or an erasure was interrupted and this build is not part of it.
    """
    progress = progress or Silent()
    with journal.locked(home, lambda: progress.note("another build is running in this home: waiting for it to end")):
        from orchestration.lakes import lake_of
        from orchestration.pulling import pull_all
        from orchestration.writes import take_uses

        if journal.is_erasing(home) and not is_erasing:
            raise journal.Refused("an erasure was interrupted: `tellonce erase --resume` ends it")
        resumed = journal.interrupted(home)
        state = journal.begin(home, lake_of(config, home), at, full=full)
        if resumed:
            progress.note(f"taking up build {state.build_id}, which was interrupted, with its clock {state.clock_at}")
        store = Store(home, config, state.at, state.build_id, full=state.full, yes=yes, progress=progress)
        try:
            if not is_erasing:
                pull_all(config, home, progress.note)
            take_uses(home, store.lake)
            yield store
        except Exception as problem:
            if not (isinstance(problem, OSError) and problem.errno == errno.ENOSPC):
                reason = str(problem) if isinstance(problem, TellOnceError) else type(problem).__name__
                record(store, "stopped" if isinstance(problem, TellOnceError) else "failed", reason, None, None)
                journal.end(home)
            raise
        journal.end(home)


def run_build(
    config: Config,
    home: Home,
    *,
    full: bool = False,
    select: str | None = None,
    at: datetime | None = None,
    yes: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Runs the graph in this process, up to a published snapshot or to the stage that `select` names.

    Raises:
        Stopped: something must be looked at; the snapshot in use stays.
        Refused: the build may not start.
    """
    noting = _Noting(progress or Silent())
    if (resumed := journal.interrupted(home)) and at is not None and at != resumed.at:
        run_build(config, home, full=full, yes=yes, progress=noting)
    with opened(config, home, at=at, full=full, yes=yes, progress=noting) as store:
        if not full and select is None and not resumed and is_unchanged(store):
            sources = record(store, "unchanged", "nothing new has landed or been decided", current_snapshot(store), None)
            return BuildReport(store.build_id, store.clock, "unchanged", current_snapshot(store), sources, store.seconds, noting.notes)
        _materialise(store, select)
        if select is not None and select != STAGES[-1]:
            return BuildReport(store.build_id, store.clock, "selected", current_snapshot(store), [], store.seconds, noting.notes)
        sources = store.lake.scan("builds").filter(pl.col("build_id") == store.build_id).sort("source").collect().to_dicts()
        return BuildReport(store.build_id, store.clock, "published", current_snapshot(store), sources, store.seconds, noting.notes)


def _materialise(store: Store, select: str | None) -> None:
    """Runs the assets of the stages, in process."""
    from orchestration.running import materialise

    stages = STAGES if select is None else STAGES[: STAGES.index(select) + 1]
    materialise(store, stages)


def current_snapshot(store: Store) -> str | None:
    """The id of the snapshot in use."""
    from warehouse.recall.shelf import current

    entry = current(store.home)
    return entry.snapshot_id if entry else None


def inputs(store: Store) -> dict[str, Any]:
    """Everything a build's outcome depends on but the files not yet landed: versions of what it reads, and what it is configured as."""
    from orchestration.dbt import reconciler
    from warehouse.recall.counting import digest
    from warehouse.recall.manifest import SCHEMA_VERSION

    versions = {name: store.lake.version(name) for name in ("exports", "decisions", "erasures", "deliveries")}
    kept = {"generation": store.extractors.generation, "encoder": store.encoder.digest, "tokenizer": digest(store.tokenizer), "snapshot": SCHEMA_VERSION, "sql": reconciler()}
    return {"versions": versions, "config": store.config.model_dump_json(), **kept}


def is_unchanged(store: Store) -> bool:
    """Would this build publish what is published already?"""
    from orchestration.drawing import waits
    from orchestration.governance.retention import is_due
    from orchestration.landing import Found, Stamps
    from orchestration.publication import turns_between
    from orchestration.sources import found_files
    from orchestration.writes import has_decisions

    last = remembered(store.home)
    if last is None:
        return False
    stamps, registered = Stamps(store.home), set(store.lake.read("exports").select("source", "export_id").iter_rows())
    fresh = any(not isinstance(f, Found) or (f.source, stamps.get(f)) not in registered for f in found_files(store.config, store.home))
    if fresh or has_decisions(store.home) or last["inputs"] != store.home.key.digest(json.dumps(inputs(store), sort_keys=True)) or current_snapshot(store) is None:
        return False
    if is_due(store) or waits(store.lake):
        return False
    return not turns_between(store.home.published, clock.parse(last["clock"]), store.clock)


def _last(home: Home) -> Path:
    return home.build_state.with_name("last.json")


def remembered(home: Home) -> dict[str, str] | None:
    """What `remember_inputs` kept of the last build that published."""
    try:
        return dict(json.loads(_last(home).read_text()))
    except (OSError, ValueError):
        return None


def remember_inputs(store: Store) -> None:
    """Keeps what the next build compares itself with."""
    digest = store.home.key.digest(json.dumps(inputs(store), sort_keys=True))
    journal.write_whole(_last(store.home), json.dumps({"inputs": digest, "clock": clock.text(store.clock), "bars": store.registry.classes.recall_digest}))


def record(store: Store, status: str, reason: str | None, snapshot_id: str | None, content_hash: str | None) -> list[dict[str, Any]]:
    """Writes this build's rows of the ledger, one a source, and returns them."""
    from orchestration.ledger import source_rows

    rows = source_rows(store).with_columns(
        rows_aged_out=pl.col("source").replace_strict(store.aged_out, default=0, return_dtype=pl.Int64),
        build_id=pl.lit(store.build_id), clock_at=pl.lit(store.clock, pl.Datetime("us")),
        started_at=pl.lit(clock.parse(_started(store)), pl.Datetime("us")), finished_at=pl.lit(clock.now(), pl.Datetime("us")),
        status=pl.lit(status), status_reason=pl.lit(reason, pl.String), snapshot_id=pl.lit(snapshot_id, pl.String), content_hash=pl.lit(content_hash, pl.String),
    )  # fmt: skip
    store.lake.replace("builds", rows, pl.DataFrame({"build_id": [store.build_id]}))
    return rows.to_dicts()


def _started(store: Store) -> str:
    state = journal.interrupted(store.home)
    return state.started_at if state else str(clock.text(clock.now()))
