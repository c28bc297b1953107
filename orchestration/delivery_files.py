"""Deliveries as files, for those who load by themselves. What belongs here: what is in them, and what the ledger then says. What does not: how a system wants its files.

Files hold all that a target should hold, and what it should no longer hold. What was written is `sent` in the ledger until somebody says that it was loaded: so a
customer who is gone is in every set of files until then, and who was told of whom is known for access and erasure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import polars as pl

from orchestration import clock, journal
from orchestration.config import Config
from orchestration.connectors import takes_files, write_files
from orchestration.delivering import Report, removals_allowed
from orchestration.delivery_ledger import BY_FILES, DeliveryLedger
from orchestration.delivery_plans import Plan, plan, target_of
from orchestration.failures import TellOnceError, UsageError
from orchestration.lakes import lake_of
from transforms.deliveries import CHANGES
from warehouse.home import Home

Waiting = Callable[[], None]


def to_files(home: Home, config: Config, name: str, folder: Path, *, yes: bool = False, waiting: Waiting = lambda: None) -> tuple[Report, list[Path]]:
    """Writes all that a target should hold, and what it should no longer hold, as files, and what is new of it into the ledger.

    Raises:
        UsageError: see `plan`, or the system takes no files.
        TellOnceError: more rows would be removed than the target allows.
    """
    takes_files(target_of(config, name))
    with _holding(home, config, name, waiting) as ledger:
        due = plan(home, config, name)
        if not yes:
            removals_allowed(due)
        gone = due.held.filter((pl.col("status") != "removed") & ~pl.col("key").is_in(due.wanted.rows["key"].implode()) & ~pl.col("key").is_in(due.wanted.ambiguous))
        # Named by when it was written, so that of two sets it can be told which came first.
        batch_id = f"{BY_FILES}{max([clock.now(), *due.held['changed_at']]).isoformat(timespec='microseconds')}"
        ledger.relabel(due.difference.relabelled)
        ledger.sent(_new(due, gone), batch_id, [f for f in due.shape.types if f not in due.shape.key], due.known_at)
        ledger.settle()
    folder.mkdir(parents=True, exist_ok=True)
    files = write_files(due.target, due.shape, due.wanted.rows.sort("key"), gone.sort("key"), folder, batch_id)
    return Report(due.target.name, due.target.object, due.counts()), files


def loaded(home: Home, config: Config, name: str, folder: Path, *, waiting: Waiting = lambda: None) -> dict[str, int]:
    """Takes somebody's word that files were loaded: what was written in them or before is accepted, or removed. Returns how many rows are which.

    Raises:
        UsageError: the folder holds no files of this target.
    """
    target = target_of(config, name)
    batch_id = _batch(folder, target.name)
    with _holding(home, config, name, waiting) as ledger:
        written = ledger.held().filter((pl.col("status") == "sent") & pl.col("batch_id").str.starts_with(BY_FILES) & (pl.col("batch_id") <= batch_id))
        status = pl.when(pl.col("operation") == "remove").then(pl.lit("removed")).otherwise(pl.lit("accepted"))
        results = written.select("batch_id", "key", status=status, answer=pl.lit(None, pl.String))
        for (batch,), rows in results.group_by("batch_id"):
            ledger.answered(str(batch), rows.drop("batch_id"))
        ledger.settle()
    return {"accepted": 0, "removed": 0} | dict(results.group_by("status").len().iter_rows())


@contextmanager
def _holding(home: Home, config: Config, name: str, waiting: Waiting) -> Iterator[DeliveryLedger]:
    """The target's ledger, while nobody else delivers to it, builds or erases."""
    target = target_of(config, name)
    with journal.alone(home, f"deliver-{target.name}", waiting), journal.locked(home, waiting):
        if journal.is_erasing(home):
            raise TellOnceError("an erasure was interrupted: `tellonce erase --resume` ends it, then deliver")
        yield DeliveryLedger(home, lake_of(config, home), target.name, target.object)


def _new(due: Plan, gone: pl.DataFrame) -> pl.DataFrame:
    """What the ledger does not say yet, as rows of CHANGES: the rest was written, or sent, as it is."""
    known = due.held.filter(pl.col("status").is_in(("accepted", "sent")))
    same = known.filter(pl.col("operation") == "upsert").select("key", "customer_id", "payload")
    upserts = due.wanted.rows.join(same, on=same.columns, how="anti", nulls_equal=True).with_columns(operation=pl.lit("insert"))
    removals = gone.join(known.filter(pl.col("operation") == "remove"), on="key", how="anti").with_columns(operation=pl.lit("remove"), payload=pl.lit(None, pl.String))
    rows = pl.concat([part.select("operation", "key", "customer_id", "payload") for part in (removals, upserts)]).with_columns(attempts=pl.lit(0))
    return rows.select(pl.col(name).cast(kind) for name, kind in CHANGES.items())


def _batch(folder: Path, target: str) -> str:
    try:
        about = json.loads((folder / "manifest.json").read_text())
        name, batch_id = about["target"], str(about["batch"])
        datetime.fromisoformat(batch_id.removeprefix(BY_FILES))
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{folder.name} holds no manifest.json of `tellonce deliver TARGET --to DIR`") from None
    if name != target:
        raise UsageError(f"{folder.name} holds files for target {name}")
    return batch_id
