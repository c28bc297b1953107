"""Deliveries: from the published copy to what an outside system holds. What belongs here: the order of ledger and sending. What does not: what is due (delivery_plans), any system.

Whatever goes is in the ledger first: rows as pending, then the batch they go in, then their results. A run that dies in between leaves rows whose end isn't
known; the next one asks the target about the batch, or sends them again, which by key is the same as once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from orchestration import journal
from orchestration.config import Config
from orchestration.config.models import Target
from orchestration.connectors import Connector, Operation, Shape, open_connector
from orchestration.delivery_ledger import BY_FILES, DeliveryLedger
from orchestration.delivery_plans import Plan, plan, published_copy, target_of
from orchestration.failures import TellOnceError
from orchestration.lakes import lake_of
from orchestration.secrets import Secrets, secrets_of
from transforms.deliveries import too_many_removals
from warehouse.home import Home

Open = Callable[[Target, Shape, Secrets], Connector]


class MovedError(TellOnceError):
    """A plan that the world has moved away from."""


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


def removals_allowed(due: Plan) -> None:
    """Raises TellOnceError where a plan removes more than its target allows."""
    if too_many_removals(due.changes, due.held, due.target.max_removals):
        removals, there = due.counts()["removals"], int((due.held["status"] != "removed").sum())
        raise TellOnceError(
            f"target {due.target.name}: {removals} of {there} rows would be removed, more than max_removals = {due.target.max_removals:g}; nothing was sent: "
            "look at --dry-run, then run with --yes"
        )


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
        with self._held():
            self.ledger.settle()
        due = self._due()
        if self.expected is not None and due.digest != self.expected:
            raise MovedError(f"target {self.target.name}: the world has moved since that plan was made, nothing was sent: make it anew with --plan")
        report = Report(self.target.name, self.target.object, due.counts())
        if due.changes.is_empty():
            with self._held():
                self.ledger.relabel(due.difference.relabelled)
                self.ledger.settle()
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
        if not self.yes:
            removals_allowed(due)
        return due

    def _settle(self, connector: Connector, due: Plan) -> bool:
        """Asks the target about batches that a killed run had begun. Were there any? What is no longer due is not among the rows that a connector may send again."""
        sent = due.held.filter((pl.col("status") == "sent") & ~pl.col("batch_id").str.starts_with(BY_FILES))
        kind = pl.when(pl.col("operation") == "remove").then(pl.lit("remove")).otherwise(pl.lit("upsert"))
        still = due.changes.select("key", "payload", operation=kind)
        for (batch_id, operation), rows in sent.group_by("batch_id", "operation", maintain_order=True):
            kept = rows.select("key", "payload", "operation").join(still, on=["key", "payload", "operation"], how="semi", nulls_equal=True)
            if published_copy(self.home) != due.copy:
                self._settle(connector, self._due())
                return True
            results = connector.resume(str(batch_id), _operation(operation), kept)
            if results is not None:
                with self._held():
                    self.ledger.answered(str(batch_id), results)
        return len(sent) > 0

    def _send(self, connector: Connector, due: Plan, report: Report) -> Plan | None:
        """Sends what is due, batch by batch; what is due instead, where a build or an erasure has published meanwhile."""
        with self._held():
            if published_copy(self.home) != due.copy:
                return self._moved(report)
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
