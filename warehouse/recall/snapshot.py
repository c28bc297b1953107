"""The public face of snapshots: write, publish, open, roll back. What belongs here: names others may import. What does not: how it is done."""

from __future__ import annotations

from warehouse.recall.layout import SnapshotFrames
from warehouse.recall.manifest import Manifest, SnapshotError, verify
from warehouse.recall.reader import Snapshot, open_current
from warehouse.recall.shelf import KEEP, Entry, current, history, prune, publish, rollback
from warehouse.recall.writer import write

__all__ = [
    "KEEP",
    "Entry",
    "Manifest",
    "Snapshot",
    "SnapshotError",
    "SnapshotFrames",
    "current",
    "history",
    "open_current",
    "prune",
    "publish",
    "rollback",
    "verify",
    "write",
]
