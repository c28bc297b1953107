"""What a snapshot says of itself. What belongs here: its fields, its id, its checks. What does not: the files' insides."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

SCHEMA_VERSION = 4
NAME = "manifest.json"


class SnapshotError(RuntimeError):
    """A snapshot that is missing, broken or does not fit; one line that says what to do."""


@dataclass(frozen=True)
class Manifest:
    """Everything but `snapshot_id` and `build_id` goes into the id, so equal content has one id whatever built it."""

    schema_version: int
    encoder: str
    encoder_digest: str
    dim: int
    zero: float
    one: float
    tokenizer: str
    clock: int
    """The latest moment anything in it was said, microseconds: what `last week` in a question is counted from."""
    counts: dict[str, int]
    files: dict[str, dict[str, str | int]]
    """A file's `bytes` and `blake2b`."""
    search_recall: float | None
    """Recall@10 of the search index against exact search; null where there is no index."""
    build_id: str = ""

    @property
    def snapshot_id(self) -> str:
        """Hash of the content: 24 hexadecimal digits."""
        content = asdict(self)
        del content["build_id"]
        return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=12).hexdigest()

    def save(self, folder: Path) -> None:
        """Writes manifest.json into a folder that nobody reads yet."""
        (folder / NAME).write_text(json.dumps(asdict(self) | {"snapshot_id": self.snapshot_id}, indent=1, sort_keys=True) + "\n")


def checksum(path: Path) -> str:
    """BLAKE2b of a file, 32 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def load(folder: Path) -> Manifest:
    """The manifest of a folder, held against the folder's name and the sizes of its files. Cheap: reads no other file.

    Raises:
        FileNotFoundError: if there is no such snapshot (a pruned one, too).
        SnapshotError: if it is of another schema, altered or incomplete.
    """
    said = json.loads((folder / NAME).read_text())
    named = said.pop("snapshot_id", None)
    if said.get("schema_version") != SCHEMA_VERSION:
        raise SnapshotError(f"snapshot {folder.name} has schema {said.get('schema_version')}, this program reads {SCHEMA_VERSION}: run `tellonce build`")
    manifest = Manifest(**said)
    if manifest.snapshot_id != named or named != folder.name:
        raise SnapshotError(f"snapshot {folder.name}: its manifest was altered; run `tellonce rollback` or `tellonce build`")
    for name, about in manifest.files.items():
        if (folder / name).stat().st_size != about["bytes"]:
            raise SnapshotError(f"snapshot {folder.name}: {name} has the wrong size; run `tellonce rollback` or `tellonce build`")
    return manifest


def verify(folder: Path) -> Manifest:
    """`load`, and every file against its checksum.

    Raises:
        SnapshotError: naming the first file that differs.
    """
    manifest = load(folder)
    for name, about in manifest.files.items():
        if checksum(folder / name) != about["blake2b"]:
            raise SnapshotError(f"snapshot {folder.name}: {name} does not match its checksum; run `tellonce rollback` or `tellonce build`")
    return manifest
