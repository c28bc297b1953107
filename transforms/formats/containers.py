"""Containers that exports come in: lines, JSON Lines, CSV, Parquet, JSON documents; gzipped or not.

What belongs here: bytes to raw rows, with one failure for each that cannot be read. What does not: what the rows mean.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple

from transforms.formats.rows import Failure, UnreadableError

LINE_LIMIT = 8 << 20
"""Longest line in bytes. A longer one is no message, and would cost every later stage dearly."""
ROW_LINES = 2000
"""Most lines of one CSV row."""


class Raw(NamedTuple):
    """A raw row: its place, its fields, and its text as it stood."""

    place: int
    data: dict[str, Any]
    text: str | None = None


BOMB_FROM, BOMB_RATIO = 64 << 20, 200
"""From so many unpacked bytes on, so many times the packed ones are a bomb: lines of JSON are packed to a tenth, hardly ever to a fiftieth."""


class Gunzip(io.RawIOBase):
    """Unpacks gzip. A stream that breaks off ends where it breaks and says so in `broken`."""

    def __init__(self, packed: BinaryIO) -> None:
        super().__init__()
        self._packed = packed
        self._member = zlib.decompressobj(wbits=31)
        self._out = b""
        self._read = self._made = 0
        self.broken: str | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer as far as there is something."""
        while not self._out and self.broken is None:
            chunk = self._packed.read(1 << 16)
            if not chunk:
                if not self._member.eof:
                    self.broken = "the gzip stream ends before its end"
                break
            self._out = self._unpack(chunk)
            self._read, self._made = self._read + len(chunk), self._made + len(self._out)
            if self._made > BOMB_FROM and self._made > BOMB_RATIO * self._read:
                self._out, self.broken = b"", f"the gzip stream unpacks to more than {BOMB_RATIO} times its size, as no export does"
        size = min(len(buffer), len(self._out))
        buffer[:size] = self._out[:size]
        self._out = self._out[size:]
        return size

    def _unpack(self, chunk: bytes) -> bytes:
        out = b""
        try:
            while chunk:
                if self._member.eof:
                    chunk = chunk.lstrip(b"\0")
                    if not chunk:
                        break
                    self._member = zlib.decompressobj(wbits=31)
                out += self._member.decompress(chunk)
                chunk = self._member.unused_data
        except zlib.error:
            self.broken = "the gzip stream is damaged"
        return out


def unpacked(data: bytes | BinaryIO) -> io.BufferedReader | BinaryIO:
    """The stream itself, or what is in it where it is gzipped."""
    stream: BinaryIO = io.BytesIO(data) if isinstance(data, bytes | bytearray | memoryview) else data
    magic = stream.read(2)
    stream.seek(0)
    return io.BufferedReader(Gunzip(stream), 1 << 18) if magic == b"\x1f\x8b" else stream


def broken(stream: BinaryIO) -> str | None:
    """Why the stream broke off, as far as it was read; None if it did not."""
    return getattr(getattr(stream, "raw", None), "broken", None)


def numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, str] | Failure]:
    """Lines from 1, decoded, without their ends. A line cut off by a broken stream is left to whoever asks `broken`."""
    number = 0
    while line := stream.readline(LINE_LIMIT):
        number += 1
        if not line.endswith(b"\n"):
            if len(line) == LINE_LIMIT and _skip_line(stream):
                yield Failure(number, f"the line is longer than {LINE_LIMIT >> 20} MiB", line[:16000].decode("utf-8", "replace"))
                continue
            if broken(stream):
                return
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            yield number, line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            yield Failure(number, "the line is not UTF-8", line.decode("utf-8", "replace"))


def _skip_line(stream: BinaryIO) -> bool:
    """Reads on to the end of the line; False if the line had ended with the file."""
    found = False
    while part := stream.readline(LINE_LIMIT):
        found = True
        if part.endswith(b"\n"):
            break
    return found


def loads(text: str) -> Any:
    """JSON, with one kind of error for all that can be wrong with it.

    Raises:
        ValueError: The text is not JSON, or nested beyond what can be read.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def json_lines(stream: BinaryIO) -> Iterator[Raw | Failure]:
    """Objects, one a line; blank lines are no rows."""
    for line in numbered_lines(stream):
        if isinstance(line, Failure):
            yield line
            continue
        number, text = line
        if not text or text.isspace():
            continue
        try:
            data = loads(text)
        except ValueError:
            yield Failure(number, "the line is not JSON", text)
            continue
        yield Raw(number, data, text) if isinstance(data, dict) else Failure(number, "the line is not a JSON object", text)


def csv_rows(stream: BinaryIO) -> Iterator[Raw | Failure]:
    """Rows of a CSV file with a header, from 1. An empty cell is None.

    Raises:
        UnreadableError: There is no header.
    """
    csv.field_size_limit(LINE_LIMIT)
    number, header = 0, None
    for text in _csv_texts(stream):
        if header is None:
            if isinstance(text, Failure):
                raise UnreadableError("the CSV header cannot be read: " + text.rule)
            header = [cell.strip() for cell in next(csv.reader([text]), [])]
            continue
        number += 1
        if isinstance(text, Failure):
            yield Failure(number, text.rule, text.row)
            continue
        cells = next(csv.reader(text.splitlines(keepends=True)), [])
        if len(cells) == len(header):
            yield Raw(number, {name: cell if cell != "" else None for name, cell in zip(header, cells, strict=True)}, text)
        else:
            yield Failure(number, f"the row has {len(cells)} cells where the header has {len(header)}", text)


def _csv_texts(stream: BinaryIO) -> Iterator[str | Failure]:
    """The text of each row. A quote that does not close within `ROW_LINES` lines spoils its own line only."""
    lines = numbered_lines(stream)
    queue: deque[tuple[int, str] | Failure] = deque()
    while True:
        first = queue.popleft() if queue else next(lines, None)
        if first is None:
            return
        if isinstance(first, Failure):
            yield first
            continue
        parts, quotes = [first], first[1].count('"')
        while quotes % 2 and len(parts) < ROW_LINES:
            line = queue.popleft() if queue else next(lines, None)
            if line is None or isinstance(line, Failure):
                if line is not None:
                    queue.appendleft(line)
                break
            parts.append(line)
            quotes += line[1].count('"')
        if quotes % 2:
            queue.extendleft(reversed(parts[1:]))
            yield Failure(first[0], "the row is not CSV: a quote does not close", first[1])
        elif len(parts) > 1 or first[1].strip():
            yield "\n".join(part[1] for part in parts)


def parquet_rows(stream: BinaryIO) -> Iterator[Raw | Failure]:
    """Rows of a Parquet file, from 1. Times become RFC 3339 text.

    Raises:
        UnreadableError: The file is broken; rows read before the break have been given.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = io.BytesIO(stream.read()) if isinstance(stream, io.BufferedReader) and isinstance(stream.raw, Gunzip) else stream
    number = 0
    try:
        size = source.seek(0, io.SEEK_END)
        texts = [column.path for column in pq.ParquetFile(source).schema if column.physical_type == "BYTE_ARRAY"]
        file = pq.ParquetFile(source, read_dictionary=texts)
        made = 8 * sum(file.metadata.row_group(g).column(c).num_values for g in range(file.num_row_groups) for c in range(file.metadata.num_columns))
        _refuse_bomb(made, size)
        for batch in file.iter_batches(batch_size=20_000):
            made += sum(_unpacked_size(column) for column in batch.columns)
            _refuse_bomb(made, size)
            for data in batch.to_pylist():
                number += 1
                yield Raw(number, {name: plain(value) for name, value in data.items()})
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableError("the Parquet file is broken" if number else "the file is not Parquet, or is broken") from None


def _refuse_bomb(made: int, size: int) -> None:
    if made > BOMB_FROM and made > BOMB_RATIO * size:
        raise UnreadableError(f"the Parquet file unpacks to more than {BOMB_RATIO} times its size, as no export does")


def _unpacked_size(column: Any) -> int:
    """Bytes of a column's texts, each counted as often as it stands there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.StructArray):
        return sum(_unpacked_size(each) for each in column.flatten())
    if isinstance(column, pa.ListArray | pa.MapArray):
        return _unpacked_size(column.flatten() if isinstance(column, pa.ListArray) else column.items)
    if not isinstance(column, pa.DictionaryArray):
        return 0
    return int(pc.sum(pc.take(pc.binary_length(column.dictionary), column.indices)).as_py() or 0)


def plain(value: Any) -> Any:
    """A value as JSON would hold it: times as text, maps as objects."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):
            return {str(key): plain(inner) for key, inner in value}
        return [plain(inner) for inner in value]
    return value


def table_kind(head: bytes, path: str) -> str:
    """`parquet`, `csv` or `json_lines`: by the bytes, then by the name."""
    name = path.lower().removesuffix(".gz")
    if head.startswith(b"PAR1") or name.endswith((".parquet", ".pq")):
        return "parquet"
    if any(line.lstrip().startswith(b"{") for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()[:20]):
        return "json_lines"
    return "json_lines" if name.endswith((".jsonl", ".ndjson", ".json")) else "csv"


def table_rows(stream: BinaryIO, path: str) -> Iterator[Raw | Failure]:
    """Rows of JSON Lines, CSV or Parquet, whichever it is."""
    readers = {"parquet": parquet_rows, "csv": csv_rows, "json_lines": json_lines}
    yield from readers[table_kind(peek(stream), path)](stream)


def peek(stream: BinaryIO, size: int = 1 << 16) -> bytes:
    """The first bytes, which stay in the stream."""
    if isinstance(stream, io.BufferedReader) and isinstance(stream.raw, Gunzip):
        return stream.peek(size)[:size]
    head = stream.read(size)
    stream.seek(0)
    return head


def first_fields(head: bytes, path: str) -> set[str]:
    """Names of the fields of a table's first readable row; empty if there is none to be seen."""
    kind = table_kind(head, path)
    if kind == "parquet":
        return set()
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    if kind == "csv":
        return {cell.strip() for cell in next(csv.reader(text.splitlines()[:1]), [])}
    for line in text.splitlines()[:50]:
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict):
            return set(data)
    return set(re.findall(r'"(\w+)"\s*:', text.splitlines()[0])) if text.strip().startswith("{") else set()
