"""What a delivery would do. What belongs here: making a plan, keeping it as a file, and taking it up again. What does not: doing it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from orchestration import journal
from orchestration.config import Config
from orchestration.config.models import Target
from orchestration.connectors import Shape
from orchestration.delivery_ledger import DeliveryLedger
from orchestration.delivery_rows import read
from orchestration.failures import UsageError
from orchestration.lakes import lake_of
from orchestration.registries import registry_of
from transforms.deliveries import Desired, Difference, desired, difference
from warehouse.home import Home


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
