"""What clients wrote through the service, taken into a build. What belongs here: the inbox's files and what becomes of them. What does not: writing them (warehouse.recall).

Records are exports like any other, of the source `api`. Decisions go to the ledger, at the build's clock. A file goes when what it holds is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.landing import Found
from orchestration.resources import Store
from warehouse.governance import audit
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

SOURCE = "api"


def found_writes(home: Home) -> Iterator[Found]:
    """The inbox's exports, sorted by name; a file's form stands before its ending."""
    for path in sorted((home.root / "inbox" / SOURCE).glob("[!.]*.jsonl")):
        about = path.stat()
        yield Found(SOURCE, path.stem.rpartition(".")[2], str(path), f"{about.st_size}:{about.st_mtime_ns}")


def clear_landed(home: Home, found: Iterable[object]) -> None:
    """Removes files of the inbox that are landed and registered."""
    inbox = home.root / "inbox"
    for each in found:
        if isinstance(each, Found) and Path(each.path).is_relative_to(inbox):
            Path(each.path).unlink(missing_ok=True)


def has_decisions(home: Home) -> bool:
    """Whether a client took something back since the last build."""
    return next(_decision_files(home), None) is not None


def take_decisions(store: Store) -> int:
    """Puts into the ledger what clients took back or corrected. Returns how many decisions are new to it."""
    files = sorted(_decision_files(store.home))
    empty = TABLES["decisions"].empty()
    rows = []
    for line in (line for path in files for line in path.read_text().splitlines()):
        said = _canonical(store, json.loads(line))
        if said is None:
            continue
        row = dict.fromkeys(empty.columns) | {"who": SOURCE} | said | {"decided_at": store.clock}
        rows.append(row | {"decision_id": store.home.key.digest(*(value for name, value in sorted(row.items()) if name != "decision_id"))})
    fresh = pl.DataFrame(rows, schema=empty.schema).unique("decision_id").join(store.lake.read("decisions"), on="decision_id", how="anti")
    if len(fresh):
        store.lake.append("decisions", fresh.sort("decision_id"))
        for row in fresh.sort("decision_id").iter_rows(named=True):
            audit.append(store.home, store.lake, row["decision"], row["decision_id"], store.clock, actor=row["who"])
    for path in files:
        path.unlink()
    return len(fresh)


def _canonical(store: Store, said: dict[str, Any]) -> dict[str, Any] | None:
    """A decision as the ledger keeps it; None for a correction of an attribute that there is not."""
    if said["decision"] != "correct":
        return said
    name = store.registry.match(said["attribute"])
    if name is None:
        store.progress.note("a correction by a client names an attribute that is not registered, and was left out")
        return None
    return said | {"attribute": name, "value": store.registry[name].canonical(said["value"])}


def take_uses(home: Home, lake: Lake) -> int:
    """Puts into the audit chain which keys of the service were used, each once a day. Returns how many rows that were."""
    files, taken = sorted((home.root / "inbox" / "uses").glob("[!.]*.json")), 0
    for path in files:
        use = json.loads(path.read_text())
        at = datetime.fromisoformat(use["at"])
        of_day = (pl.col("action") == "key_use") & (pl.col("subject") == use["subject"]) & (pl.col("happened_at").dt.date() == at.date())
        if lake.scan("audit").filter(of_day).head(1).collect().is_empty():
            audit.append(home, lake, "key_use", use["subject"], at, actor=SOURCE)
            taken += 1
        path.unlink()
    return taken


def _decision_files(home: Home) -> Iterator[Path]:
    return (home.root / "inbox" / "decisions").glob("[!.]*.jsonl")
