"""Deliveries: from the published copy to what an outside system holds. What belongs here: planning, and the order of ledger and sending. What does not: any system.

Whatever goes is in the ledger first: rows as pending, then the batch they go in, then their results. A run that dies in between leaves rows whose end isn't
known; the next one asks the target about the batch, or sends them again, which by key is the same as once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from orchestration import journal
from orchestration.config import Config
from orchestration.config.models import Target
from orchestration.connectors import Connector, Operation, Shape, open_connector, write_files
from orchestration.delivery_ledger import DeliveryLedger
from orchestration.delivery_rows import read
from orchestration.failures import TellOnceError, UsageError
from orchestration.lakes import lake_of
from orchestration.registries import registry_of
from orchestration.secrets import Secrets, secrets_of
from transforms.deliveries import Desired, Difference, desired, difference, too_many_removals
from warehouse.home import Home

Open = Callable[[Target, Shape, Secrets], Connector]


class MovedError(TellOnceError):
    """A plan that the world has moved away from."""


@dataclass(frozen=True)
class Plan:
    """What a delivery would do.

    Attributes:
        known_at: clock of the build that it was made from.
        copy: tells the published copy that it was made from.
    """

    target: Target
    shape: Shape
    wanted: Desired
    difference: Difference
    held: pl.DataFrame
    digest: str
    known_at: datetime
    copy: tuple[int, int] | None

    @property
    def changes(self) -> pl.DataFrame:
        """Rows that go."""
        return self.difference.changes

    def counts(self) -> dict[str, int]:
        """How many rows go, and how many don't, by reason."""
        by_operation = dict(self.changes.group_by("operation").len().iter_rows())
        return {
            "inserts": by_operation.get("insert", 0), "updates": by_operation.get("update", 0), "removals": by_operation.get("remove", 0),
            "unchanged": self.difference.unchanged, "given_up": len(self.difference.given_up), "ambiguous": len(self.wanted.ambiguous),
            "without_key": self.wanted.without_key, "without_consent": self.wanted.without_consent,
        }  # fmt: skip


@dataclass
class Report:
    """What a delivery did.

    Attributes:
        counts: of the plan.
        results: how many rows ended accepted, removed, rejected, pending.
        rejected: key and the target's answer of each row that it doesn't take, those given up on among them.
    """

    target: str
    object: str
    counts: dict[str, int]
    results: dict[str, int] = field(default_factory=lambda: {"accepted": 0, "removed": 0, "rejected": 0, "pending": 0})
    rejected: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_partial(self) -> bool:
        """Is there something that the target should hold, or not hold, and doesn't do so?"""
        return bool(self.rejected or self.results["pending"] or self.counts["ambiguous"])


def target_of(config: Config, name: str) -> Target:
    """The target of that name; a system's name will do where it has one target only.

    Raises:
        UsageError: there is none.
    """
    found = [t for t in config.targets if t.name == name] or [t for t in config.targets if t.system == name]
    if len(found) == 1:
        return found[0]
    known = ", ".join(t.name for t in config.targets) or "none: tellonce.toml has no [[targets]]"
    raise UsageError(f"{'several targets are' if found else 'no target'} {name}, one of {known}")


def plan(home: Home, config: Config, name: str) -> Plan:
    """What a delivery would do now. Tells nobody anything.

    Raises:
        UsageError: there is no such target, nothing is published, or the target names a column that isn't there.
    """
    target, lake, copy = target_of(config, name), lake_of(config, home), published_copy(home)
    mapping, rows, shape = read(home, target, registry_of(config).classes)
    ledger = DeliveryLedger(home, lake, target.name, target.object)
    held = ledger.held()
    wanted = desired(rows, mapping)
    found = difference(wanted, held)
    changes = found.changes.select("operation", "key", "payload").sort("key")
    digest = home.key.digest(target.model_dump_json(), *home.key.digests(changes, "operation", "key", "payload"))
    return Plan(target, shape, wanted, found, held, digest, ledger.made_from(), copy)


def published_copy(home: Home) -> tuple[int, int] | None:
    """Tells one published copy from the next."""
    try:
        about = home.published.stat()
    except FileNotFoundError:
        return None
    return about.st_ino, about.st_mtime_ns


def deliver(
    home: Home, config: Config, name: str, *, yes: bool = False, expected: str | None = None, open_with: Open = open_connector, waiting: Callable[[], None] = lambda: None
) -> Report:  # fmt: skip
    """Brings one target up to date.

    Args:
        home: the store's folder.
        config: its configuration.
        name: the target.
        yes: go on past the guard on removals.
        expected: digest of the plan that may be applied, or None for whatever is due.
        open_with: opens the connector.
        waiting: called once if there is a build or another delivery to wait for.

    Raises:
        UsageError: see `plan`, or a secret stands for nothing.
        MovedError: another plan is due than the one expected.
        TellOnceError: more rows would be removed than the target allows.
        TargetError: the target broke off; what it had answered is in the ledger, and the next run goes on from there.
    """
    target = target_of(config, name)
    with journal.alone(home, f"deliver-{target.name}", waiting):
        return _Run(home, config, target, yes, expected, waiting).run(open_with)


def to_files(home: Home, config: Config, name: str, folder: Path) -> tuple[Report, list[Path]]:
    """Writes all that a target should hold, and what it should no longer hold, as files. The ledger stays as it is: nobody has been told anything."""
    due = plan(home, config, name)
    gone = due.held.filter((pl.col("status") != "removed") & ~pl.col("key").is_in(due.wanted.rows["key"].implode()) & ~pl.col("key").is_in(due.wanted.ambiguous))
    folder.mkdir(parents=True, exist_ok=True)
    files = write_files(due.target, due.shape, due.wanted.rows.sort("key"), gone.sort("key"), folder)
    return Report(due.target.name, due.target.object, due.counts()), files


def keep(due: Plan, path: Path) -> None:
    """Writes a plan down, for `expected` of a later delivery. No personal data: rows are told by customer and content hash."""
    rows = due.changes.select("operation", "customer_id").to_dicts()
    journal.write_whole(path, json.dumps({"target": due.target.name, "plan": due.digest, "counts": due.counts(), "rows": rows}, indent=1) + "\n")


def kept(path: Path, name: str) -> str:
    """The digest of a plan that was kept.

    Raises:
        UsageError: the file is no plan, or one of another target.
    """
    try:
        found = json.loads(path.read_text())
        target, digest = found["target"], found["plan"]
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{path.name} is no plan: `tellonce deliver TARGET --plan FILE` writes one") from None
    if target != name:
        raise UsageError(f"{path.name} is a plan for target {target}")
    return str(digest)


@dataclass
class _Run:
    """One delivery. It holds the home only while it reads what is due and writes down what it does, never while a target is at work."""

    home: Home
    config: Config
    target: Target
    yes: bool
    expected: str | None
    waiting: Callable[[], None]

    def __post_init__(self) -> None:
        self.ledger = DeliveryLedger(self.home, lake_of(self.config, self.home), self.target.name, self.target.object)
        self._has_waited = False

    def run(self, open_with: Open) -> Report:
        due = self._due()
        if self.expected is not None and due.digest != self.expected:
            raise MovedError(f"target {self.target.name}: the world has moved since that plan was made, nothing was sent: make it anew with --plan")
        report = Report(self.target.name, self.target.object, due.counts())
        if due.changes.is_empty():
            with self._held():
                self.ledger.relabel(due.difference.relabelled)
        else:
            connector = open_with(self.target, due.shape, secrets_of(self.config))
            try:
                self._deliver(connector, due, report)
            finally:
                connector.close()
            with self._held():
                self.ledger.settle()
        rejected = self.ledger.held().filter(pl.col("status") == "rejected").sort("key")
        report.rejected = rejected.select("key", "answer", "attempts").to_dicts()
        return report

    def _deliver(self, connector: Connector, due: Plan, report: Report) -> None:
        going: Plan | None = self._due() if self._settle(connector, due) else due
        while going is not None:
            report.counts = going.counts()
            going = self._send(connector, going, report)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Holds the home for a moment."""
        with journal.locked(self.home, self._wait):
            if journal.is_erasing(self.home):
                raise TellOnceError("an erasure was interrupted: `tellonce erase --resume` ends it, then deliver")
            yield

    def _wait(self) -> None:
        if not self._has_waited:
            self.waiting()
        self._has_waited = True

    def _due(self) -> Plan:
        """What is due now.

        Raises:
            TellOnceError: it removes more than the target allows.
        """
        with self._held():
            due = plan(self.home, self.config, self.target.name)
        if not self.yes and too_many_removals(due.changes, due.held, due.target.max_removals):
            removals, there = due.counts()["removals"], int((due.held["status"] != "removed").sum())
            raise TellOnceError(
                f"target {due.target.name}: {removals} of {there} rows would be removed, more than max_removals = {due.target.max_removals:g}; nothing was sent: "
                "look at --dry-run, then run with --yes"
            )
        return due

    def _settle(self, connector: Connector, due: Plan) -> bool:
        """Asks the target about batches that a killed run had begun. Were there any? What is no longer due is not among the rows that a connector may send again."""
        sent = due.held.filter((pl.col("status") == "sent") & pl.col("batch_id").is_not_null())
        kind = pl.when(pl.col("operation") == "remove").then(pl.lit("remove")).otherwise(pl.lit("upsert"))
        still = due.changes.select("key", "payload", operation=kind)
        for (batch_id, operation), rows in sent.group_by("batch_id", "operation", maintain_order=True):
            kept = rows.select("key", "payload", "operation").join(still, on=["key", "payload", "operation"], how="semi", nulls_equal=True)
            results = connector.resume(str(batch_id), _operation(operation), kept)
            if results is not None:
                with self._held():
                    self.ledger.answered(str(batch_id), results)
        return len(sent) > 0

    def _send(self, connector: Connector, due: Plan, report: Report) -> Plan | None:
        """Sends what is due, batch by batch; what is due instead, where a build or an erasure has published meanwhile."""
        with self._held():
            self.ledger.relabel(due.difference.relabelled)
            self.ledger.intend(due.changes)
        for operation in ("remove", "upsert"):
            rows = due.changes.filter((pl.col("operation") == "remove") == (operation == "remove"))
            for batch in batches(rows, connector.most_rows, connector.most_bytes, len(due.shape.types)):
                if not self._send_batch(connector, _operation(operation), batch, due, report):
                    return self._moved(report)
        return None

    def _send_batch(self, connector: Connector, operation: Operation, batch: pl.DataFrame, due: Plan, report: Report) -> bool:
        """Sends one batch, unless the world has moved."""
        if published_copy(self.home) != due.copy:
            return False
        batch_id = connector.begin(operation, batch)
        with self._held():
            if published_copy(self.home) != due.copy:
                return False
            self.ledger.sent(batch, batch_id, [f for f in due.shape.types if f not in due.shape.key], due.known_at)
        results = connector.send(batch_id, operation, batch)
        silent = batch.join(results, on="key", how="anti").select("key", status=pl.lit("pending"), answer=pl.lit("the target told no result"))
        results = pl.concat([results, silent.cast(results.schema)])
        with self._held():
            self.ledger.answered(batch_id, results)
        for status, number in results.group_by("status").len().iter_rows():
            report.results[status] += number
        return True

    def _moved(self, report: Report) -> Plan:
        if self.expected is not None:
            raise MovedError(f"target {self.target.name}: the world has moved while that plan was applied: {sum(report.results.values())} rows went, the rest did not")
        return self._due()


def batches(rows: pl.DataFrame, most_rows: int, most_bytes: int, fields: int) -> Iterator[pl.DataFrame]:
    """Rows (key, payload) in order, as many at once as a target takes; a row is at most as large there as its payload, or its key and so many empty fields."""
    emptied = pl.lit(16 * fields)
    sizes = rows.select(pl.col("payload").str.len_bytes().fill_null(emptied) + pl.col("key").str.len_bytes() + 16).to_series().to_list()
    start, size = 0, 0
    for place, more in enumerate(sizes):
        if place > start and (place - start >= most_rows or size + more > most_bytes):
            yield rows.slice(start, place - start)
            start, size = place, 0
        size += more
    if len(rows):
        yield rows.slice(start)


def _operation(word: object) -> Operation:
    return "remove" if word == "remove" else "upsert"
