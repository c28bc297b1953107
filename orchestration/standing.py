"""How a store stands: builds, counts, freshness, quarantine, the snapshot in use. What belongs here: reading the ledgers. What does not: showing them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import polars as pl

from orchestration import journal
from orchestration.delivery_ledger import newest
from warehouse.home import Home
from warehouse.lake import Lake

Row = dict[str, Any]

_READ = ("exports_landed", "rows_read", "rows_landed", "rows_known", "rows_quarantined", "rows_refused")
_HELD = (
    "interactions", "records", "observations_active", "observations_superseded", "observations_duplicate", "observations_retracted", "observations_expired",
    "claims_refused",
)  # fmt: skip


def builds(lake: Lake, last: int = 10) -> list[Row]:
    """The last builds, newest first, all sources together."""
    ends = [pl.col(c).first() for c in ("clock_at", "started_at", "finished_at", "status", "status_reason", "snapshot_id", "content_hash")]
    return (
        lake.scan("builds").group_by("build_id").agg(*ends, *(pl.col(c).sum() for c in (*_READ, *_HELD)))
        .sort("clock_at", "started_at", descending=True).head(last).collect().to_dicts()
    )  # fmt: skip


def freshness(lake: Lake) -> list[Row]:
    """For each source: its exports, when the last one landed, and the newest message or record in it."""
    said = lake.scan("interactions").select("source", at="occurred_at")
    updated = lake.scan("records").select("source", at="updated_at")
    newest = pl.concat([said, updated]).group_by("source").agg(newest=pl.col("at").max())
    landed = lake.scan("exports").group_by("source").agg(exports=pl.len(), last_landed=pl.col("recorded_at").max())
    return landed.join(newest, on="source", how="left").sort("source").collect().to_dicts()


def quarantine(lake: Lake) -> list[Row]:
    """Rows in quarantine by source and rule, most first."""
    rows = lake.scan("quarantine").group_by("source", "rule").agg(rows=pl.len())
    return rows.sort("rows", "source", "rule", descending=[True, False, False]).collect().to_dicts()


def waiting(lake: Lake) -> list[Row]:
    """Conversations that an extractor could not read yet; it tries again at the next build."""
    rows = lake.scan("extractions").filter(pl.col("waits_for").is_not_null()).group_by("waits_for").agg(conversations=pl.len())
    return rows.sort("waits_for").collect().to_dicts()


def refusals(lake: Lake) -> list[Row]:
    """Refused claims by the rule that they broke, most first."""
    counts: Counter[str] = Counter()
    for said in lake.scan("extractions").select("refusals").drop_nulls().collect()["refusals"]:
        counts.update(json.loads(said))
    return [{"rule": rule, "claims": number} for rule, number in counts.most_common()]


def snapshot(home: Home) -> Row | None:
    """The snapshot in use, with its encoder and counts, or with the problem that it cannot be read for; None before the first publish."""
    from warehouse.recall.manifest import SnapshotError, load
    from warehouse.recall.shelf import current

    entry = current(home)
    if entry is None:
        return None
    found: Row = {"snapshot_id": entry.snapshot_id, "build_id": entry.build_id, "encoder": None, "counts": {}, "search_recall_at_10": None, "problem": None}
    try:
        manifest = load(home.snapshots / entry.snapshot_id)
    except SnapshotError as problem:
        return found | {"problem": str(problem)}
    except (OSError, ValueError, TypeError):
        return found | {"problem": f"snapshot {entry.snapshot_id} cannot be read; run `tellonce build`"}
    return found | {"encoder": manifest.encoder, "counts": manifest.counts, "search_recall_at_10": manifest.search_recall}


def targets(lake: Lake) -> list[Row]:
    """For each target and object: rows up to date, on their way and rejected, and the last that was taken."""
    rows = newest(lake).group_by("target", "object").agg(
        up_to_date=(pl.col("status") == "accepted").sum(), pending=pl.col("status").is_in(("pending", "sent")).sum(), rejected=(pl.col("status") == "rejected").sum(),
        last_success=pl.col("changed_at").filter(pl.col("status").is_in(("accepted", "removed"))).max(),
    )  # fmt: skip
    return rows.sort("target", "object").collect().to_dicts()


def standing(home: Home, lake: Lake) -> Row:
    """All of it."""
    return {
        "home": str(home.root), "snapshot": snapshot(home), "builds": builds(lake), "sources": freshness(lake), "quarantine": quarantine(lake), "targets": targets(lake),
        "waiting": waiting(lake), "refusals": refusals(lake),
        "is_interrupted": home.build_state.exists(), "is_erasing": journal.is_erasing(home),
    }  # fmt: skip
