"""Reading: landed exports become rows of the lake, each export once. What belongs here: which exports are due, in batches. What does not: any format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from orchestration.echoes import without_echoes
from orchestration.governance.refusals import rows_refused, settings_of
from orchestration.known import Known
from orchestration.landing import Unreadable, landed_path
from orchestration.resources import Store
from transforms.interactions import Read, Settled, read_export
from warehouse.tables.registry import TABLES

BATCH_ROWS = 100_000
TABLES_READ = ("interactions", "sensitive_spans", "records", "identity_mentions", "quarantine")


def read_pending(store: Store) -> dict[str, int]:
    """Reads every export that is registered and not read yet. Returns the counts of all of them together."""
    lake = store.lake
    if store.full:
        _forget_readings(store)
    pending = lake.read("exports").join(lake.read("export_reads"), on=["source", "export_id"], how="anti").sort("recorded_at", "source", "export_id")
    _clear_half_read(store, pending)
    totals = dict.fromkeys(("rows_read", "rows_landed", "rows_known", "rows_quarantined", "rows_refused"), 0)
    known = Known(store.lake)
    batch: list[tuple[dict[str, Any], Settled]] = []
    for export in pending.iter_rows(named=True):
        batch.append((export | {"refused": rows_refused(store.home, export["export_id"]) or 0}, known.settle(_read(store, export))))
        if sum(settled.rows_read for _, settled in batch) >= BATCH_ROWS:
            _write(store, batch, totals)
            batch = []
    _write(store, batch, totals)
    return {"exports": len(pending), **totals}


def _read(store: Store, export: dict[str, Any]) -> Read:
    settings = settings_of(store.config, str(export["source"]))
    with landed_path(store.home, str(export["export_id"])).open("rb") as stream:
        return read_export(stream, export["format"] or None, export["path"], settings, export["export_id"], export["recorded_at"], store.home.key)


def _write(store: Store, batch: Sequence[tuple[dict[str, Any], Settled]], totals: dict[str, int]) -> None:
    """Appends a batch, the marks of what was read last: an export without its mark is read again."""
    if not batch:
        return
    read = {name: pl.concat([getattr(settled.read, name) for _, settled in batch]) for name in TABLES_READ}
    read["identity_mentions"] = without_echoes(store, read["identity_mentions"], read["records"])
    for name, rows in read.items():
        store.lake.append(name, rows)
    marks = [
        {
            "source": export["source"], "export_id": export["export_id"], "build_id": store.build_id, "rows_read": s.rows_read + export["refused"], "rows_landed": s.rows_landed,
            "rows_known": s.rows_known, "rows_quarantined": s.rows_quarantined, "rows_refused": export["refused"],
        }
        for export, s in batch
    ]  # fmt: skip
    store.lake.append("export_reads", pl.DataFrame(marks, schema=TABLES["export_reads"].empty().schema))
    for name in totals:
        totals[name] += sum(int(str(mark[name])) for mark in marks)


def _clear_half_read(store: Store, pending: pl.DataFrame) -> None:
    """Takes away what a killed build wrote of exports that it did not finish. Interactions go last: spans are found through them."""
    lake, keys = store.lake, pending.select("source", "export_id")
    half_read = lake.scan("interactions").join(keys.lazy(), on=keys.columns, how="semi").select("interaction_id", "row_hash").collect()
    if len(half_read):
        lake.replace("sensitive_spans", TABLES["sensitive_spans"].empty(), half_read)
    for name in ("records", "identity_mentions", "quarantine", "interactions"):
        if lake.scan(name).join(keys.lazy(), on=keys.columns, how="semi").select(pl.len()).collect().item():
            lake.replace(name, TABLES[name].empty(), keys)


def _forget_readings(store: Store) -> None:
    """For a full build: everything read goes, to be read again from landing. Marks go first, so that a killed build reads all of it.

    What came from files that retention took out of landing cannot be read again, and stays.
    """
    gone = [export_id for export_id in store.lake.read("exports")["export_id"] if not landed_path(store.home, export_id).exists()]
    stays = pl.col("export_id").is_in(gone)
    for name in ("export_reads", *TABLES_READ):
        rows = store.lake.read(name)
        if name == "sensitive_spans":
            kept = rows.join(store.lake.scan("interactions").filter(stays).select("interaction_id", "row_hash").collect(), on=["interaction_id", "row_hash"], how="semi")
        else:
            kept = rows.filter(stays | (pl.col("export_id").is_null() if name == "quarantine" else False))
        if len(rows):
            store.lake.overwrite(name, kept)


def refuse_unreadable(store: Store, broken: Sequence[Unreadable]) -> None:
    """Quarantines files that could not be read at all."""
    rows = [
        {
            "quarantine_id": store.home.key.digest(b.source, b.path, b.rule), "source": b.source, "export_id": None, "path": b.path, "place": "file",
            "rule": b.rule, "row": None, "recorded_at": store.clock,
        }
        for b in broken
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=TABLES["quarantine"].empty().schema)
    fresh = frame.join(store.lake.read("quarantine"), on="quarantine_id", how="anti")
    store.lake.append("quarantine", fresh)
    for b in fresh.iter_rows(named=True):
        store.progress.note(f"source {b['source']}: a file could not be read and is in quarantine: {b['rule']}")
