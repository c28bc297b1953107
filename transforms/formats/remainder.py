"""What an erasure leaves of an export that cannot be cut row by row: the other rows as they were read, one a line.

What belongs here: writing and reading those lines. What does not: which rows are left. No source names this format; it says what it is itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from transforms.formats.containers import json_lines
from transforms.formats.rows import Failure, Format, Interaction, Origin, Record, Row

NAME = "remainder"
_MARK = b'{"remainder":'


def line_of(row: Row) -> str:
    """A row as one line."""
    kind = type(row).__name__
    content: dict[str, Any] = {"rule": row.rule, "row": row.row} if isinstance(row, Failure) else {"data": row.data, "raw": row.raw}
    if isinstance(row, Interaction):
        content["conversation_identifiers"] = list(row.conversation_identifiers)
    return json.dumps({"remainder": kind, "place": row.place, **content}, default=str, separators=(",", ":")) + "\n"


def nothing_of(mark: str) -> bytes:
    """What stands for an export of which no row is left; the mark tells it from others."""
    return json.dumps({"remainder": "Nothing", "mark": mark}, separators=(",", ":")).encode() + b"\n"


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    for line in json_lines(stream):
        if isinstance(line, Failure):
            yield line
            continue
        said = line.data
        if said["remainder"] == "Interaction":
            yield Interaction(said["place"], said["data"], tuple(said["conversation_identifiers"]), said["raw"])
        elif said["remainder"] == "Record":
            yield Record(said["place"], said["data"], said["raw"])
        elif said["remainder"] == "Failure":
            yield Failure(said["place"], said["rule"], said["row"])


FORMAT = Format(NAME, "row", lambda head, path: head.startswith(_MARK), _parse)
