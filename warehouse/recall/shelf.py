"""Which snapshots there are and which one is in use. What belongs here: the pointer, publishing, pruning. What does not: contents.

The pointer is one small file replaced by rename: a reader sees the old one or the new one. A reader that has a snapshot open keeps its
mapped files when the folder is pruned, as the system keeps an unlinked file for who holds it.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from warehouse.home import Home
from warehouse.recall.manifest import NAME, SnapshotError, verify

KEEP = 5
_POINTER = "current.json"


@dataclass(frozen=True)
class Entry:
    """A published snapshot and the build that published it."""

    snapshot_id: str
    build_id: str


def history(home: Home) -> list[Entry]:
    """What was published, the one in use last; empty before the first publish."""
    path = home.snapshots / _POINTER
    try:
        return [Entry(**entry) for entry in json.loads(path.read_text())["published"]]
    except FileNotFoundError:
        return []


def current(home: Home) -> Entry | None:
    """What recall reads now."""
    published = history(home)
    return published[-1] if published else None


def publish(home: Home, snapshot_id: str, build_id: str = "", keep: int = KEEP) -> None:
    """Verifies a snapshot's checksums, puts it in use and prunes the oldest.

    Args:
        home: the store.
        snapshot_id: as `write` returned it.
        build_id: the build that publishes.
        keep: how many published snapshots stay.

    Raises:
        SnapshotError: if it is not whole; the one in use stays.
    """
    try:
        verify(home.snapshots / snapshot_id)
    except FileNotFoundError as error:
        raise SnapshotError(f"snapshot {snapshot_id} is not there; run `tellonce build`") from error
    before = history(home)
    if before and before[-1].snapshot_id == snapshot_id:
        before.pop()
    _point(home, [*before, Entry(snapshot_id, build_id)][-keep:])
    prune(home)


def rollback(home: Home) -> Entry:
    """Puts the snapshot before the current one back in use.

    Raises:
        SnapshotError: if there is none, or it is not whole.
    """
    published = history(home)
    if len(published) < 2:
        raise SnapshotError("there is no snapshot before this one to go back to")
    verify(home.snapshots / published[-2].snapshot_id)
    _point(home, published[:-1])
    return published[-2]


def prune(home: Home, keep: int | None = None) -> list[str]:
    """Removes every snapshot that is not published, half-written ones too, and says which; with `keep`, older published ones as well."""
    published = history(home)
    if keep is not None and len(published) > keep:
        published = published[-keep:]
        _point(home, published)
    kept = {entry.snapshot_id for entry in published}
    gone = []
    for folder in sorted(home.snapshots.iterdir()) if home.snapshots.is_dir() else []:
        if folder.is_dir() and folder.name not in kept and not (folder.name.startswith(".draft-") and _is_alive(folder)):
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder.name)
    return gone


def draft(home: Home) -> Path:
    """A new folder to write into, named for the process that writes."""
    folder = home.snapshots / f".draft-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def put(home: Home, folder: Path, snapshot_id: str) -> None:
    """Renames a whole folder to its id; where that id is there already, the draft goes."""
    for path in folder.iterdir():
        _flush(path)
    _flush(folder)
    target = home.snapshots / snapshot_id
    if (target / NAME).exists():
        shutil.rmtree(folder)
    else:
        folder.rename(target)
    _flush(home.snapshots)


def _is_alive(folder: Path) -> bool:
    process = int(folder.name.rsplit("-", 1)[1])
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _point(home: Home, published: list[Entry]) -> None:
    target = home.snapshots / _POINTER
    text = json.dumps({"published": [{"snapshot_id": entry.snapshot_id, "build_id": entry.build_id} for entry in published]}, indent=1)
    part = target.with_name(f".{_POINTER}.{os.getpid()}")
    part.write_text(text + "\n")
    _flush(part)
    part.replace(target)
    _flush(home.snapshots)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
