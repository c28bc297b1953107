"""Exports without the rows of persons whose erasure stands. What belongs here: which rows those are, and what is left of the bytes. What does not: landing.

A row is refused by a keyed digest: of an identity that it gives, of its conversation, of itself, or of its record. The same bytes and digests leave the
same rest, so that a file which lands again after an erasure is known.
"""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.formats import FORMATS, Failure, Interaction, Origin, Record, Row, SourceSettings, UnreadableError, sniff
from transforms.formats.containers import broken, peek, table_kind, unpacked
from transforms.formats.remainder import NAME as REMAINDER
from transforms.formats.remainder import line_of
from transforms.identifiers import normalise
from warehouse.home import Key

_NAMED = re.compile(r"[^\s\"'<>,;:()\[\]{}]+@[^\s\"'<>,;:()\[\]{}]+|\+?\(?\d[\d ().\-]{5,}\d")
_CANONICAL = ("interactions", "records")


@dataclass(frozen=True)
class Rest:
    """What is left of an export.

    Attributes:
        data: its bytes; none where every row is refused.
        format: the format that reads them; None where the file still says it itself.
        rows: how many rows are refused.
    """

    data: bytes
    format: str | None
    rows: int


def without(
    data: bytes, format_name: str | None, path: str, settings: SourceSettings, recorded_at: datetime, key: Key, refused: frozenset[str], *, is_exact: bool = False
) -> Rest | None:  # fmt: skip
    """An export without refused rows.

    Lines of JSON Lines and CSV, and rows of Parquet, go and the rest stays as it was. Of other formats, what is left is kept as rows that were read
    (`remainder`), since a vendor's document cannot be cut row by row.

    Args:
        data: the export, gzipped or not.
        format_name: as for `read_export`.
        path: where it was found.
        settings: its source's.
        recorded_at: when it lands or landed.
        key: makes digests.
        refused: the digests in force.
        is_exact: refuse what the digests name and no more; otherwise also the rest of a conversation in which only refused persons are named.

    Returns:
        The rest, or None where no row is refused.
    """
    stream = unpacked(data)
    head = peek(stream)
    format_ = FORMATS[format_name] if format_name else sniff(head, path)
    if format_ is None or not head.strip():
        return None
    origin = Origin(settings, path, recorded_at, key)
    rows = list(_rows(format_.parse(stream, origin)))
    judge = _Judge(settings, key, refused, () if is_exact else rows)
    gone = {place for place, row in enumerate(rows) if judge.is_refused(row)}
    if not gone:
        return None
    if len(gone) == len(rows):
        return Rest(b"", REMAINDER, len(gone))
    left = None
    if format_.name in _CANONICAL and not broken(stream):
        left = _cut(unpacked(data).read(), table_kind(head, path), {place for g in gone if (place := rows[g].place) is not None}, len(rows))
    if left is None:
        kept = "".join(line_of(row) for place, row in enumerate(rows) if place not in gone)
        return Rest(kept.encode("utf-8", "surrogatepass"), REMAINDER, len(gone))
    return Rest(gzip.compress(left, mtime=0) if data[:2] == b"\x1f\x8b" else left, format_name, len(gone))


def _rows(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, up to where the file breaks off; the break stays, as a failure of its own."""
    try:
        yield from rows
    except UnreadableError as failure:
        yield Failure(None, str(failure))
    except Exception as failure:  # as reading does: a file must never end a build
        yield Failure(None, f"the file cannot be read on ({type(failure).__name__})")


class _Judge:
    """Says which rows are refused."""

    def __init__(self, settings: SourceSettings, key: Key, refused: frozenset[str], rows: Iterable[Row]) -> None:
        self._settings, self._key, self._refused = settings, key, refused
        given: dict[str, set[str]] = {}
        for row in rows:
            if isinstance(row, Interaction):
                given.setdefault(str(row.data.get("conversation_id")), set()).update(self._identities(row.data), self._forms(row.conversation_identifiers))
        self._whole = {talk for talk, identities in given.items() if identities and all(self._has("identity", each) for each in identities)}

    def is_refused(self, row: Row) -> bool:
        if isinstance(row, Failure):
            return self._is_named(row.row or "")
        identities = self._identities(row.data)
        if isinstance(row, Record):
            return self._has("record", self._settings.name, row.data.get("record_id")) or any(self._has("identity", each) for each in identities)
        talk = str(row.data.get("conversation_id"))
        return (
            talk in self._whole
            or self._has("conversation", self._settings.name, talk)
            or self._has("interaction", f"{self._settings.name}:{row.data.get('message_id')}")
            or (bool(identities) and self._has("identity", min(identities)))
        )

    def _has(self, *parts: object) -> bool:
        return self._key.digest("refused", *parts) in self._refused

    def _identities(self, data: dict[str, Any]) -> set[str]:
        given = data.get("identifiers")
        return self._forms(given if isinstance(given, list | tuple) else ())

    def _forms(self, given: Iterable[Any]) -> set[str]:
        pairs = [(each["type"], each["value"]) for each in given if isinstance(each, dict) and isinstance(each.get("type"), str) and isinstance(each.get("value"), str)]
        return {one.identity for one in (normalise(kind, value, self._settings.default_region) for kind, value in pairs) if one.is_valid}

    def _is_named(self, text: str) -> bool:
        """A row that could not be read: does an address or a number in it belong to somebody refused?"""
        for found in _NAMED.findall(text):
            for kind in ("email",) if "@" in found else ("phone", "whatsapp", "external_id"):
                if self._has("identity", normalise(kind, found, self._settings.default_region).identity):
                    return True
        return False


def _cut(data: bytes, kind: str, places: set[int], rows: int) -> bytes | None:
    """The bytes without the rows at these places; None where rows and lines are not one to one."""
    if kind == "parquet":
        table = pq.read_table(io.BytesIO(data))
        out = io.BytesIO()
        pq.write_table(table.filter(pa.array([number not in places for number in range(1, len(table) + 1)])), out, write_statistics=False)
        return out.getvalue()
    *whole, last = data.split(b"\n")
    lines = [line + b"\n" for line in whole] + ([last] if last else [])
    if kind == "json_lines":
        return b"".join(line for number, line in enumerate(lines, start=1) if number not in places)
    if any(line.count(b'"') % 2 for line in lines):
        return None
    filled = [number for number, line in enumerate(lines) if line.decode("utf-8", "replace").strip()]
    if len(filled) != rows + 1:
        return None
    cut = {filled[place] for place in places}
    return b"".join(line for number, line in enumerate(lines) if number not in cut)
