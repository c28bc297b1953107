"""The recall logs, taken into the lake. What belongs here: from lines of `recall_log` to rows of `recalls`. What does not: writing the lines (warehouse.recall.log)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import polars as pl

from orchestration.resources import Store
from warehouse.tables.registry import TABLES


def take_recalls(store: Store) -> int:
    """Puts what was recalled since the last build into the ledger, each recall once. Returns how many are new.

    A log is put aside first: whoever writes it opens a new one. It goes when its lines are in the ledger.
    """
    folder = store.home.recall_log
    for path in sorted(folder.glob("[!.]*.jsonl")) if folder.exists() else ():
        path.rename(path.with_name(f".{path.stem}-{path.stat().st_mtime_ns}.taken"))
    taken = sorted(folder.glob(".*.taken")) if folder.exists() else []
    empty = TABLES["recalls"].empty()
    rows = [row for path in taken for line in path.read_text().splitlines() if (row := _row(line, empty.columns)) is not None]
    fresh = pl.DataFrame(rows, schema=empty.schema).unique("recall_id", maintain_order=True)
    fresh = fresh.join(store.lake.scan("recalls").select("recall_id").collect(), on="recall_id", how="anti", maintain_order="left")
    store.lake.append("recalls", fresh)
    for path in taken:
        path.unlink(missing_ok=True)
    return len(fresh)


def _row(line: str, columns: list[str]) -> dict[str, Any] | None:
    """One line as a row; None where a process died while it wrote it."""
    try:
        said = json.loads(line)
        return {name: said.get(name) for name in columns} | {"recalled_at": datetime.fromisoformat(said["recalled_at"])}
    except (ValueError, KeyError, TypeError):
        return None
