"""Reads one export. What belongs here: the way of an export through format, checks, masking and ids. What does not: the steps themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO

import polars as pl

from transforms.formats import FORMATS, Failure, Format, Interaction, Origin, Record, Row, SourceSettings, UnreadableError, sniff
from transforms.formats.containers import broken, peek, table_kind, unpacked
from transforms.interactions import checking, landed
from warehouse.home import Key

CHUNK = 50_000
"""Rows that are checked at once."""


@dataclass(frozen=True)
class Read:
    """What one export holds. The frames have the schemas of `warehouse.tables.landing`; sensitive numbers are masked in all of them.

    Attributes:
        format: Name of the format that read it; empty if none would.
        rows_read: Rows found: those of `interactions`, `records` and `quarantine` together.
    """

    format: str
    interactions: pl.DataFrame
    records: pl.DataFrame
    identity_mentions: pl.DataFrame
    sensitive_spans: pl.DataFrame
    quarantine: pl.DataFrame
    rows_read: int


@dataclass
class _Found:
    interactions: list[pl.DataFrame] = field(default_factory=list)
    records: list[pl.DataFrame] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def read_export(
    data: bytes | BinaryIO,
    format_name: str | None,
    path: str,
    settings: SourceSettings,
    export_id: str,
    recorded_at: datetime,
    key: Key,
) -> Read:
    """Reads an export of any format. Nothing in the bytes makes it raise: what does not fit is quarantined.

    Args:
        data: The bytes, or a stream of them that can be sought; gzipped or not.
        format_name: A name of `FORMATS`, or None to go by what the file says it is.
        path: Where it was found; formats take a file's name for a hint.
        settings: The source's settings.
        export_id: Digest of the bytes.
        recorded_at: When it landed, naive UTC; no message is later than a day after it.
        key: Makes ids.

    Raises:
        KeyError: There is no format of that name, which is an error of configuration.
    """
    stream = unpacked(data)
    origin = Origin(settings, path, recorded_at, key)
    head = peek(stream)
    format_ = FORMATS[format_name] if format_name is not None else sniff(head, path)
    found = _Found()
    if not head.strip():
        found.failures.append(Failure(None, broken(stream) or "the file is empty"))
    elif format_ is None:
        found.failures.append(Failure(None, "no format knows this file: name one with `format`", head[:4000].decode("utf-8", "replace")))
    else:
        _gather(format_, stream, origin, found)
    unit = "row" if format_ and format_.is_table and table_kind(head, path) != "json_lines" else format_.unit if format_ else "line"
    stamp = landed.Stamp(settings, path, export_id, recorded_at, key, unit)
    return _assemble(format_.name if format_ else "", found, stamp)


def _gather(format_: Format, stream: BinaryIO, origin: Origin, found: _Found) -> None:
    rows = _rows(format_, stream, origin)
    while chunk := list(islice(rows, CHUNK)):
        messages = [row for row in chunk if isinstance(row, Interaction)]
        records = [row for row in chunk if isinstance(row, Record)]
        found.failures += [row for row in chunk if isinstance(row, Failure)]
        if messages:
            frame, failures = checking.check_interactions(messages, origin.settings, origin.recorded_at)
            found.interactions.append(frame)
            found.failures += failures
        if records:
            frame, failures = checking.check_records(records, origin.settings, origin.recorded_at)
            found.records.append(frame)
            found.failures += failures


def _rows(format_: Format, stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    """The format's rows; a break, of the file or of the format, is one failure after the rows before it."""
    place = 0
    rule, error = None, None
    try:
        for row in format_.parse(stream, origin):
            if isinstance(row, Failure) and row.place is None and broken(stream):
                continue
            place = max(place, row.place or 0)
            yield row
    except UnreadableError as failure:
        rule = str(failure)
    except Exception as failure:  # a file must never end a build, whatever is in it
        error = type(failure).__name__
    if broken(stream):
        yield Failure(place + 1 if place else None, f"{broken(stream)}: the rest cannot be read")
    elif rule is not None:
        yield Failure(place + 1 if place else None, rule)
    elif error is not None:
        yield Failure(place + 1 if place else None, f"the file is not what {format_.name} can read ({error})")


def _assemble(format_name: str, found: _Found, stamp: landed.Stamp) -> Read:
    messages, spans, mentions = landed.interactions(found.interactions, stamp)
    records, record_mentions = landed.records(found.records, stamp)
    quarantine = landed.quarantine(found.failures, stamp)
    return Read(
        format=format_name,
        interactions=messages,
        records=records,
        identity_mentions=pl.concat([mentions, record_mentions]),
        sensitive_spans=spans,
        quarantine=quarantine,
        rows_read=len(messages) + len(records) + len(quarantine),
    )
