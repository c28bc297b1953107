"""Deliveries: from the published copy to what an outside system holds. What belongs here: planning, and the order of ledger and sending. What does not: any system.

Whatever goes is in the ledger first: rows as pending, then the batch they go in, then their results. A run that dies in between leaves rows whose end isn't
known; the next one asks the target about the batch, or sends them again, which by key is the same as once.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from orchestration import journal
from orchestration.config import Config
from orchestration.config.models import Target
from orchestration.connectors import Connector, Operation, Shape, open_connector, write_files
from orchestration.delivery_ledger import DeliveryLedger
from orchestration.failures import TellOnceError, UsageError
from orchestration.lakes import lake_of
from orchestration.publication import connect, rows_of
from transforms.deliveries import Desired, Difference, Mapping, column_of, desired, difference, too_many_removals
from warehouse.home import Home

Open = Callable[[Target, Shape], Connector]


class MovedError(TellOnceError):
    """A plan that the world has moved away from."""


@dataclass(frozen=True)
class Plan:
    """What a delivery would do."""

    target: Target
    shape: Shape
    wanted: Desired
    difference: Difference
    held: pl.DataFrame
    digest: str

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
    target = target_of(config, name)
    mapping, rows, shape = _read(home, target)
    held = DeliveryLedger(home, lake_of(config, home), target.name, target.object).held()
    wanted = desired(rows, mapping)
    found = difference(wanted, held)
    changes = found.changes.select("operation", "key", "payload").sort("key")
    digest = home.key.digest(target.model_dump_json(), *home.key.digests(changes, "operation", "key", "payload"))
    return Plan(target, shape, wanted, found, held, digest)


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
        UsageError: see `plan`, or a secret is not in the environment.
        MovedError: another plan is due than the one expected.
        TellOnceError: more rows would be removed than the target allows.
        TargetError: the target broke off; what it had answered is in the ledger, and the next run goes on from there.
    """
    target = target_of(config, name)
    with journal.locked(home, waiting):
        if journal.is_erasing(home):
            raise TellOnceError("an erasure was interrupted: `tellonce erase --resume` ends it, then deliver")
        ledger = DeliveryLedger(home, lake_of(config, home), target.name, target.object)
        due = plan(home, config, name)
        if expected is not None and due.digest != expected:
            raise MovedError(f"target {target.name}: the world has moved since that plan was made, nothing was sent: make it anew with --plan")
        _guard(due, yes=yes)
        if due.changes.is_empty():
            ledger.relabel(due.difference.relabelled)
            return _reported(Report(target.name, target.object, due.counts()), ledger)
        connector = open_with(target, due.shape)
        try:
            if _settle(ledger, connector, due.changes):
                due = plan(home, config, name)
                _guard(due, yes=yes)
            report = Report(target.name, target.object, due.counts())
            ledger.relabel(due.difference.relabelled)
            _send(ledger, connector, due.changes, report)
        finally:
            connector.close()
        return _reported(report, ledger)


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


def _guard(due: Plan, *, yes: bool) -> None:
    if not yes and too_many_removals(due.changes, due.held, due.target.max_removals):
        removals, there = due.counts()["removals"], int((due.held["status"] != "removed").sum())
        raise TellOnceError(
            f"target {due.target.name}: {removals} of {there} rows would be removed, more than max_removals = {due.target.max_removals:g}; nothing was sent: "
            "look at --dry-run, then run with --yes"
        )


def _settle(ledger: DeliveryLedger, connector: Connector, due: pl.DataFrame) -> bool:
    """Asks the target about batches that a killed run had begun. Were there any? What is no longer due is not among the rows that a connector may send again."""
    sent = ledger.held().filter((pl.col("status") == "sent") & pl.col("batch_id").is_not_null())
    still = due.select("key", "payload", operation=pl.when(pl.col("operation") == "remove").then(pl.lit("remove")).otherwise(pl.lit("upsert")))
    for (batch_id, operation), rows in sent.group_by("batch_id", "operation", maintain_order=True):
        kept = rows.select("key", "payload", "operation").join(still, on=["key", "payload", "operation"], how="semi", nulls_equal=True)
        results = connector.resume(str(batch_id), _operation(operation), kept)
        if results is not None:
            ledger.answered(results)
    return len(sent) > 0


def _send(ledger: DeliveryLedger, connector: Connector, changes: pl.DataFrame, report: Report) -> None:
    ledger.intend(changes)
    for operation in ("remove", "upsert"):
        rows = changes.filter((pl.col("operation") == "remove") == (operation == "remove"))
        for batch in _batches(rows, connector.most_rows, connector.most_bytes):
            batch_id = connector.begin(_operation(operation), batch)
            ledger.sent(batch["key"], batch_id)
            results = connector.send(batch_id, _operation(operation), batch)
            silent = batch.join(results, on="key", how="anti").select("key", status=pl.lit("pending"), answer=pl.lit("the target told no result"))
            results = pl.concat([results, silent.cast(results.schema)])
            ledger.answered(results)
            for status, number in results.group_by("status").len().iter_rows():
                report.results[status] += number


def _batches(rows: pl.DataFrame, most_rows: int, most_bytes: int) -> Iterator[pl.DataFrame]:
    sizes = rows.select(pl.col("payload").str.len_bytes().fill_null(0) + pl.col("key").str.len_bytes() + 16).to_series().to_list()
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


def _reported(report: Report, ledger: DeliveryLedger) -> Report:
    report.rejected = ledger.held().filter(pl.col("status") == "rejected").sort("key").select("key", "answer", "attempts").to_dicts()
    return report


def _read(home: Home, target: Target) -> tuple[Mapping, pl.DataFrame, Shape]:
    """The mart's rows that a target's mapping asks for."""
    if not home.published.is_file():
        raise UsageError(f"nothing is published in {home.root}: run `tellonce build`")
    with connect(home.published, read_only=True) as database:
        about = database.execute("select column_name, comment from duckdb_columns() where schema_name = 'marts' and table_name = ?", [target.table]).fetchall()
        profiles = [name for (name,) in database.execute("select column_name from duckdb_columns() where schema_name = 'marts' and table_name = 'dim_profiles'").fetchall()]
        said = database.execute("select comment from duckdb_tables() where schema_name = 'marts' and table_name = ?", [target.table]).fetchall()
        mapping = _mapping(target, [name for name, _ in about], profiles)
        consent = f", p.{_quoted(mapping.consent)} as consent" if mapping.consent else ""
        joined = " left join marts.dim_profiles as p on p.customer_id = t.customer_id" if mapping.consent else ""
        rows = rows_of(database, f"select {', '.join(f't.{_quoted(c)}' for c in mapping.columns)}{consent} from marts.{target.table} as t{joined}")
    comments = {name: text or "" for name, text in about}
    named = {**mapping.fields, **mapping.key}
    shape = Shape(
        target.name, target.object, tuple(mapping.key), {f: rows.schema[c] for f, c in named.items()}, {f: comments.get(c, "") for f, c in named.items()},
        "".join(text or "" for (text,) in said),
    )  # fmt: skip
    return mapping, rows, shape


def _mapping(target: Target, columns: list[str], profiles: list[str]) -> Mapping:
    if not target.key:
        raise UsageError(f"target {target.name}: key names no field")
    consent = None
    if target.consent:
        consent = next((c for c in (column_of(target.consent), column_of(f"consent.{target.consent}")) if c in profiles), None)
        if consent is None:
            raise UsageError(f"target {target.name}: consent: no attribute {target.consent!r}{_near(target.consent, profiles)}")
    return Mapping(
        {f: _column(target, c, columns) for f, c in target.key.items()}, {f: _column(target, c, columns) for f, c in target.fields.items()},
        {_column(target, c, columns): value for c, value in target.where.items()}, consent,
    )  # fmt: skip


def _column(target: Target, name: str, columns: list[str]) -> str:
    column = column_of(name)
    if column not in columns:
        raise UsageError(f"target {target.name}: {target.table} has no column {name!r}{_near(name, columns)}")
    return column


def _near(name: str, columns: list[str]) -> str:
    near = difflib.get_close_matches(column_of(name), columns, n=1)
    return f", did you mean {near[0].replace('__', '.')!r}?" if near else ""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
