"""Rows as CSV and back, as bulk APIs want it. What belongs here: quoting, nulls, formulas. What does not: what the rows mean."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

_NUMBER = re.compile(r"[+\-][\d\s().\-]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: list[dict[str, Any]], columns: list[str], *, null: str = "") -> bytes:
    """UTF-8 with a header and line feeds. Nothing and empty text are both `null`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column), null) for column in columns] for row in rows)
    return out.getvalue().encode()


def from_csv(content: bytes) -> Iterator[dict[str, str]]:
    """The rows by column name."""
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))


def guarded(row: dict[str, Any]) -> dict[str, Any]:
    """A row in which no text is run as a formula by a spreadsheet: such text gets an apostrophe; a phone number stays."""
    return {name: _guarded(value) if isinstance(value, str) else value for name, value in row.items()}


def _guarded(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _cell(value: Any, null: str) -> str:
    if value is None or value == "":
        return null
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
