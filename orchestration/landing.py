"""Landing: finds a source's files and copies them, byte for byte, under their content hash.

What belongs here: finding, hashing, copying, registering. What does not: what is in the files.
"""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from warehouse.home import Home
from warehouse.tables.registry import TABLES

CHUNK = 1 << 20
REMOTE = re.compile(r"^(s3|gs|az|azure|abfss?)://")


@dataclass(frozen=True)
class Found:
    """A file that a source's path names. `stamp` changes whenever the bytes may have."""

    source: str
    format: str | None
    path: str
    stamp: str


@dataclass(frozen=True)
class Unreadable:
    """Something a source's path names that cannot be read, and why, in one line."""

    source: str
    path: str
    rule: str


def find(source: str, format_name: str | None, path: str) -> Iterator[Found | Unreadable]:
    """Everything that a local glob or an s3://, gs:// or az:// pattern names, sorted by path."""
    if REMOTE.match(path):
        yield from _find_remote(source, format_name, path)
        return
    for name in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 absolute patterns
        place = Path(name)
        if place.is_dir():
            if not path.endswith("**"):
                yield Unreadable(source, name, "a directory where a file should be")
            continue
        try:
            about = place.stat()
        except OSError as problem:
            yield Unreadable(source, name, f"cannot be read: {problem.strerror}")
            continue
        yield Found(source, format_name, name, f"{about.st_size}:{about.st_mtime_ns}")


def _store_of(uri: str) -> tuple[object, str, str]:
    """The object store of a URI's bucket, the bucket's own address and the rest of the path."""
    from obstore.store import from_url

    scheme, rest = uri.split("://", 1)
    bucket, _, key = rest.partition("/")
    return from_url(f"{scheme}://{bucket}"), f"{scheme}://{bucket}/", key


def _find_remote(source: str, format_name: str | None, path: str) -> Iterator[Found | Unreadable]:
    import obstore

    store, base, pattern = _store_of(path)
    prefix = re.split(r"[*?\[]", pattern, maxsplit=1)[0].rpartition("/")[0]
    wanted = re.compile(fnmatch.translate(pattern.replace("**/", "*")))
    for page in obstore.list(store, prefix=prefix or None):  # type: ignore[call-overload]
        for entry in sorted(page, key=lambda e: str(e["path"])):
            if wanted.match(entry["path"]):
                yield Found(source, format_name, base + entry["path"], f"{entry['size']}:{entry['e_tag'] or entry['last_modified']}")


@retry(retry=retry_if_exception_type(ConnectionError), stop=stop_after_attempt(4), wait=wait_exponential_jitter(initial=0.5, max=10), reraise=True)
def chunks(path: str) -> Iterable[bytes]:
    """The bytes of a file, here or on an object store."""
    if not REMOTE.match(path):
        return _read_local(path)
    import obstore

    store, _, key = _store_of(path)
    return (bytes(chunk) for chunk in obstore.get(store, key).stream(min_chunk_size=CHUNK))  # type: ignore[arg-type]


def _read_local(path: str) -> Iterator[bytes]:
    with Path(path).open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def landed_path(home: Home, export_id: str) -> Path:
    """Where the bytes of an export are kept."""
    return home.landing / export_id[:2] / export_id


def name_of(data: bytes) -> str:
    """The content hash that names bytes in landing."""
    return hashlib.sha256(data).hexdigest()


def copy(home: Home, path: str) -> tuple[str, int]:
    """Copies a file into landing.

    Returns:
        Its sha256 and its size in bytes. The copy is complete under its final name, or absent.

    Raises:
        OSError: it cannot be read or written.
    """
    home.landing.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, draft = tempfile.mkstemp(dir=home.landing, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks(path):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target = landed_path(home, digest.hexdigest())
        target.parent.mkdir(exist_ok=True)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    return digest.hexdigest(), size


class Stamps:
    """Remembers which export a path with a certain stamp was, so that unchanged files are not read again. A cache, under keyed names."""

    def __init__(self, home: Home) -> None:
        self._home, self._path = home, home.cache / "stamps.json"
        try:
            self._known: dict[str, str] = json.loads(self._path.read_text())
        except (OSError, ValueError):
            self._known = {}

    def name(self, found: Found) -> str:
        """The keyed name of a file in one state."""
        return self._home.key.digest(found.source, found.path, found.stamp)

    def get(self, found: Found) -> str | None:
        """The export that this file was when it was last read."""
        return self._known.get(self.name(found))

    def put(self, found: Found, export_id: str) -> None:
        """Remembers it."""
        self._known[self.name(found)] = export_id

    def save(self) -> None:
        """Writes the cache, whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(self._known))
        draft.replace(self._path)


def land(
    home: Home, found: Iterable[Found], registered: pl.DataFrame, clock: datetime, copy_filtered: Callable[[Found], tuple[str, int, str | None]] | None = None
) -> tuple[pl.DataFrame, list[Unreadable]]:  # fmt: skip
    """Copies what is new into landing.

    Args:
        home: the store's folder.
        found: the files of all sources.
        registered: the register so far, with columns source and export_id.
        clock: the build's clock, which all of it gets as recorded_at.
        copy_filtered: lands a file without the rows of erased persons; returns digest, size and the format of what is left.

    Returns:
        New rows of the register, one an export that was not there, and the files that could not be read.
    """
    seen = set(registered.select("source", "export_id").iter_rows())
    stamps, rows, broken = Stamps(home), [], []
    for file in found:
        export_id = stamps.get(file)
        if export_id is not None and (file.source, export_id) in seen:
            continue
        try:
            export_id, size, format_name = copy_filtered(file) if copy_filtered else (*copy(home, file.path), file.format)
        except PermissionError as problem:
            broken.append(Unreadable(file.source, file.path, f"cannot be read: {problem.strerror}"))
            continue
        stamps.put(file, export_id)
        if (file.source, export_id) not in seen:
            seen.add((file.source, export_id))
            rows.append({"source": file.source, "export_id": export_id, "format": format_name or "", "path": file.path, "bytes": size, "recorded_at": clock})
    stamps.save()
    return pl.DataFrame(rows, schema=TABLES["exports"].empty().schema), broken
