"""The byte scan: reads every file of a home as it is and as what is in it, and looks for what was erased.

What belongs here: opening files and looking. What does not: what to look for (needles). A finding names the file and the kind of what is in it, never the
value: it is told to people who have no business with it.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from warehouse.governance.needles import Needles
from warehouse.home import Home
from warehouse.lake import Lake

CHUNK = 16 << 20
MACHINERY = ("dagster", "build/dbt", "encoders")
"""Places where programs and models keep their own words: a single word there tells nothing, everything else does."""
PACKED = ("gzip", "bzip2", "xz", "zstd", "zip")
DEEPEST, LARGEST = 4, 8 << 30
"""How often something packed may be in something packed, and how many bytes that may be: beyond, it is told that nobody looked."""


@dataclass(frozen=True)
class Finding:
    """Something that should not be there: in which file, what kind of thing, and in which reading of the file."""

    path: str
    kind: str
    reading: str


@dataclass(frozen=True)
class Report:
    """What a scan saw.

    Attributes:
        files: how many files were read.
        bytes: how many bytes they are on disk.
        findings: what was found.
    """

    files: int
    bytes: int
    findings: tuple[Finding, ...]


class Scanner:
    """Looks for needles in files.

    Args:
        home: the store.
        needles: what to look for.
        skip: paths that hold the needles themselves.
        lake: the store's lake; one that lies on an object store is read too, every object of it.
    """

    def __init__(self, home: Home, needles: Needles, skip: frozenset[Path] = frozenset(), lake: Lake | None = None) -> None:
        self._home, self._skip, self._lake = home, skip, lake
        self._strong = sorted({form for text in needles.strong for form in _forms(text)})
        self._weak = sorted({text.lower() for text in needles.weak})
        self._strong_bytes, self._weak_bytes = [_latin(n) for n in self._strong], [_latin(n) for n in self._weak]
        self._vectors = [bytes.fromhex(vector) for vector in needles.vectors]
        self._vector_heads = sorted({vector[:8].decode("latin-1") for vector in self._vectors})
        self._overlap = max((len(n) for n in (*self._strong_bytes, *self._weak_bytes, *self._vectors)), default=0)

    def run(self) -> Report:
        """Reads every file of the home, and every object of a lake that lies elsewhere."""
        found, files, size = list[Finding](), 0, 0
        for path in _files(self._home.root):
            if path in self._skip:
                continue
            try:
                about = path.stat()
                found += self._of_file(path)
            except FileNotFoundError:
                continue
            files, size = files + 1, size + about.st_size
        for name, bytes_, chunks in self._lake.objects() if self._lake else ():
            found += self._of_object(name, chunks)
            files, size = files + 1, size + bytes_
        return Report(files, size, tuple(dict.fromkeys(found)))

    def holding(self, texts: pl.Series) -> pl.Series:
        """Which of the texts a scan would find something in."""
        wanted = [*self._strong, *self._weak]
        if not wanted:
            return pl.repeat(False, len(texts), dtype=pl.Boolean, eager=True)
        likely = texts.str.contains_any(wanted, ascii_case_insensitive=True).fill_null(False)
        return pl.Series([is_likely and self._in_text(text, weak=True) is not None for text, is_likely in zip(texts, likely, strict=True)], dtype=pl.Boolean)

    def _of_file(self, path: Path) -> Iterator[Finding]:
        name = str(path.relative_to(self._home.root))
        weak = not name.startswith(MACHINERY)
        if kind := self._in_text(name, weak=weak):
            name = "(a file whose name may not be told)"
            yield Finding(name, kind, "name")
        try:
            yield from self._look(name, path, weak=weak)
        except FileNotFoundError:
            raise
        except Exception as problem:  # a damaged export may be landed; of any other file it has to be told that nobody could look into it
            if not path.is_relative_to(self._home.landing):
                yield Finding(name, f"content that could not be looked into ({type(problem).__name__})", "inside")

    def _of_object(self, name: str, chunks: Iterator[bytes]) -> Iterator[Finding]:
        """An object of a lake that lies elsewhere, by way of a file in the home."""
        with tempfile.TemporaryDirectory(prefix=".scan-", dir=self._home.root) as folder:
            path = Path(folder) / "object"
            with path.open("wb") as file:
                file.writelines(chunks)
            yield from self._look(name, path, weak=True)

    def _look(self, name: str, path: Path, *, weak: bool, depth: int = 0) -> Iterator[Finding]:
        """A file's bytes, and what is in it; of what is packed in what is packed, the same, some times over."""
        with path.open("rb") as file:
            head = file.read(16)
            file.seek(0)
            for found in self._in_stream(file, weak=weak and not _is_packed(head)):
                yield Finding(name, found, "bytes")
        for reading, texts, raw in _inside(path, head):
            kinds = {kind for text in texts if (kind := self._in_text(text, weak=weak))}
            if raw is not None:
                begins = raw.read(16)
                if reading in PACKED and depth < DEEPEST and _is_packed(begins):
                    yield from self._unpacked(name, _Again(begins, raw), weak=weak, depth=depth + 1)
                else:
                    kinds |= self._in_stream(_Again(begins, raw), weak=weak and reading in PACKED)
            for kind in sorted(kinds):
                yield Finding(name, kind, reading)

    def _unpacked(self, name: str, stream: Any, *, weak: bool, depth: int) -> Iterator[Finding]:
        with tempfile.TemporaryDirectory(prefix=".scan-", dir=self._home.root) as folder:
            path = Path(folder) / "unpacked"
            with path.open("wb") as file:
                while chunk := stream.read(CHUNK):
                    file.write(chunk)
                    if file.tell() > LARGEST:
                        raise ValueError("unpacks to more than may be looked into")
            yield from self._look(name, path, weak=weak, depth=depth)

    def _in_stream(self, file: Any, *, weak: bool) -> set[str]:
        kinds, tail = set[str](), b""
        while chunk := file.read(CHUNK):
            window = tail + chunk
            text = window.decode("latin-1")
            if kind := self._in_text(text, weak=weak, is_bytes=True):
                kinds.add(kind)
            if self._vectors and _holds(text, self._vector_heads, is_exact=True) and any(vector in window for vector in self._vectors):
                kinds.add("vector")
            tail = window[-self._overlap :] if self._overlap else b""
        return kinds

    def _in_text(self, text: str, *, weak: bool, is_bytes: bool = False) -> str | None:
        if self._strong and _holds(text, self._strong_bytes if is_bytes else self._strong):
            return "text"
        words = self._weak_bytes if is_bytes else self._weak
        if weak and words and _holds(text, words):
            lowered = text.lower()
            if any(re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", lowered) for word in words if word in lowered):
                return "word"
        return None


def _holds(text: str, wanted: list[str], *, is_exact: bool = False) -> bool:
    return bool(pl.Series([text]).str.contains_any(wanted, ascii_case_insensitive=not is_exact).item())


def _latin(text: str) -> str:
    """A text as its UTF-8 bytes look when they are taken for Latin-1."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _forms(text: str) -> set[str]:
    """The text, and the text as JSON escapes it."""
    escaped = text.encode("ascii", "backslashreplace").decode() if not text.isascii() else text
    json_escaped = re.sub(r"\\x(..)", r"\\u00\1", escaped).replace("\n", "\\n")
    return {text, json_escaped, text.replace('"', '\\"').replace("\n", "\\n")}


def _files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _is_packed(head: bytes) -> bool:
    """Files whose strings stand side by side: words in them are looked for in what is in the file."""
    return head.startswith((b"PAR1", b"ARROW1", b"PK\x03\x04", b"\x93NUMPY", *_STREAMS)) or head[8:12] == b"DUCK"


def _zstd(path: Path) -> Any:
    return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")


_STREAMS: dict[bytes, tuple[str, Any]] = {
    b"\x1f\x8b": ("gzip", gzip.open), b"BZh": ("bzip2", bz2.open), b"\xfd7zXZ\x00": ("xz", lzma.open), b"\x28\xb5\x2f\xfd": ("zstd", _zstd),
}  # fmt: skip
"""Streams that are packed whole, by what they begin with."""


def _inside(path: Path, head: bytes) -> Iterator[tuple[str, Iterator[str], Any]]:
    """The readings of a file beyond its bytes: name, texts in it, and a stream of unpacked bytes."""
    if head.startswith(b"PAR1"):
        yield "parquet", _frame_texts(path, "parquet"), None
    elif head.startswith(b"ARROW1"):
        yield "arrow", _frame_texts(path, "ipc"), None
    elif head.startswith(tuple(_STREAMS)):
        reading, opening = next(how for magic, how in _STREAMS.items() if head.startswith(magic))
        with opening(path) as stream:
            yield reading, iter(()), _Whole(stream)
    elif head.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                with packed.open(name) as stream:
                    yield "zip", iter((name,)), stream
    elif head[8:12] == b"DUCK":
        yield from _duckdb(path)


class _Again:
    """A stream of which the beginning has been read already."""

    def __init__(self, read: bytes, stream: Any) -> None:
        self._read, self._stream = read, stream

    def read(self, size: int) -> bytes:
        first, self._read = self._read, b""
        return first + bytes(self._stream.read(size))


class _Whole:
    """A packed stream that may be damaged: what can be read of it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        try:
            return bytes(self._stream.read(size))
        except (OSError, EOFError, ValueError, lzma.LZMAError):
            return b""


def _frame_texts(path: Path, form: str) -> Iterator[str]:
    """All text columns of a file, some thousand rows at a time."""
    try:
        frame = pl.read_parquet(path) if form == "parquet" else pl.read_ipc(path)
    except (pl.exceptions.PolarsError, OSError):  # a damaged file has been read as bytes
        return
    yield from _texts(frame)


def _texts(frame: pl.DataFrame) -> Iterator[str]:
    for column in frame:
        flat = column.explode() if column.dtype == pl.List(pl.String) else column
        if flat.dtype == pl.String:
            distinct = flat.drop_nulls().unique()
            for part in distinct.to_frame().iter_slices(5000):
                yield "\n".join(part.to_series())


def _duckdb(path: Path) -> Iterator[tuple[str, Iterator[str], Any]]:
    """A DuckDB file: its tables, and an uncompressed copy of it, for looking into a compressed file proves nothing."""
    import duckdb

    settings: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1"}
    folder = Path(tempfile.mkdtemp(prefix=".scan-", dir=path.parent))
    try:
        copy = folder / "copy.duckdb"
        with duckdb.connect(config=settings) as database:
            quoted = str(path).replace("'", "''")
            database.execute(f"attach '{quoted}' as kept (read_only)")
            database.execute("set force_compression = 'uncompressed'")
            database.execute(f"attach '{copy}' as plain")
            tables = database.execute("select table_schema, table_name from information_schema.tables where table_catalog = 'kept' and table_type = 'BASE TABLE'").fetchall()
            for schema, table in tables:
                database.execute(f'create schema if not exists plain."{schema}"')
                database.execute(f'create table plain."{schema}"."{table}" as from kept."{schema}"."{table}"')
                rows = pl.DataFrame(pl.from_arrow(database.sql(f'from kept."{schema}"."{table}"').to_arrow_table()))
                yield f"table {schema}.{table}", _texts(rows), None
            database.execute("detach plain")
        with copy.open("rb") as stream:
            yield "duckdb", iter(()), stream
    finally:
        shutil.rmtree(folder, ignore_errors=True)
