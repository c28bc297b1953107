"""The audit chain: each act a row, chained to the one before by a keyed hash.

What belongs here: adding a row and checking the chain. What does not: what counts as an act; whoever does it says so. A row names its subject by id
or keyed digest, never by name.

The last row's hash stands in the home as well: a chain that was cut off at its end, or written anew, does not lead to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock

from warehouse.home import Home, Key
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

FIRST = "0" * 32
"""What stands for the row before the first."""
ROW = ("sequence", "happened_at", "actor", "action", "subject", "details", "previous_hash")


def head_path(home: Home) -> Path:
    """Where the hash of the last row is kept."""
    return home.root / "audit" / "head.json"


def append(home: Home, lake: Lake, action: str, subject: str, at: datetime, *, actor: str, details: Mapping[str, Any] | None = None) -> int:
    """Adds an act to the chain and returns its number.

    Args:
        home: the store.
        lake: its lake.
        action: what was done, one word.
        subject: on what: an id or a keyed digest.
        at: when.
        actor: who.
        details: counts and ids; no personal data.
    """
    head = head_path(home)
    head.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(head.with_name("lock")):
        last = lake.scan("audit").select("sequence", "row_hash").sort("sequence").tail(1).collect().to_dicts()
        known = _head(home)
        sequence = max(last[0]["sequence"] if last else 0, known[0]) + 1
        row: dict[str, Any] = {
            "sequence": sequence, "happened_at": at, "actor": actor, "action": action, "subject": subject,
            "details": json.dumps(dict(details or {}), sort_keys=True, default=str),
            "previous_hash": last[0]["row_hash"] if last and last[0]["sequence"] >= known[0] else known[1],
        }  # fmt: skip
        row["row_hash"] = _hash(home.key, row)
        lake.append("audit", pl.DataFrame([row], schema=TABLES["audit"].empty().schema))
        _point(home, sequence, row["row_hash"])
    return sequence


def verify(home: Home, lake: Lake) -> list[str]:
    """What is wrong with the chain, one line a fault; nothing where it holds.

    A row that was changed, removed, added or put elsewhere breaks the chain where it stands; rows cut off at the end are told by the head.
    """
    rows = lake.read("audit").sort("sequence").to_dicts()
    faults, before = list[str](), FIRST
    for place, row in enumerate(rows, start=1):
        if row["sequence"] != place:
            faults.append(f"row {place} is not there" if row["sequence"] > place else f"row {row['sequence']} is there twice")
            break
        if row["previous_hash"] != before:
            faults.append(f"row {place} does not follow the row before it")
        if row["row_hash"] != _hash(home.key, row):
            faults.append(f"row {place} was changed")
        before = row["row_hash"]
    sequence, known = _head(home)
    if sequence > len(rows) and not faults:
        faults.append(f"{sequence - len(rows)} row(s) at the end are not there")
    elif 0 < sequence <= len(rows) and rows[sequence - 1]["row_hash"] != known and not faults:
        faults.append(f"row {sequence} is not the one that was written")
    elif rows and sequence == 0:
        faults.append("the head of the chain is not in the home")
    return faults


def _hash(key: Key, row: Mapping[str, Any]) -> str:
    return key.digest("audit", *(row[name].isoformat() if isinstance(row[name], datetime) else row[name] for name in ROW))


def _head(home: Home) -> tuple[int, str]:
    try:
        said = json.loads(head_path(home).read_text())
    except FileNotFoundError:
        return 0, FIRST
    return int(said["sequence"]), str(said["row_hash"])


def _point(home: Home, sequence: int, row_hash: str) -> None:
    path = head_path(home)
    draft = path.with_name(".head.draft")
    draft.write_text(json.dumps({"sequence": sequence, "row_hash": row_hash}) + "\n")
    draft.replace(path)
