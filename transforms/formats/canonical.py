"""The two canonical formats of the contract, section 3: `interactions` and `records`, as JSON Lines, CSV or Parquet.

What belongs here: their containers and how a flat table spells their nested fields. What does not: checks of a row's content.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from transforms.formats.containers import Raw, first_fields, loads, table_rows
from transforms.formats.rows import Failure, Format, Interaction, Origin, Record, Row

_INTERACTION = {"conversation_id", "message_id"}
_RECORD = {"record_id", "updated_at"}


def _nested(value: Any) -> Any:
    """A nested field that a flat table holds as JSON text; what is no JSON stays, and fails its check."""
    if not isinstance(value, str):
        return value
    try:
        return loads(value)
    except ValueError:
        return value


def _interactions(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    for row in table_rows(stream, origin.path):
        if isinstance(row, Failure):
            yield row
            continue
        data = row.data
        if isinstance(data.get("identifiers"), str) or isinstance(data.get("metadata"), str):
            data = data | {"identifiers": _nested(data.get("identifiers")), "metadata": _nested(data.get("metadata"))}
        if data.get("text") is None and "text" in data and row.text is not None and not row.text.startswith("{"):
            data = data | {"text": ""}
        yield Interaction(row.place, data, (), row.text)


def _records(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    for row in table_rows(stream, origin.path):
        yield row if isinstance(row, Failure) else Record(row.place, _record(row), row.text)


def _record(row: Raw) -> dict[str, Any]:
    data = row.data | {"identifiers": _nested(row.data.get("identifiers"))}
    if "attributes" in data:
        return data | {"attributes": _nested(data["attributes"])}
    rest = {name: value for name, value in data.items() if name not in ("record_id", "updated_at", "identifiers")}
    return {name: data.get(name) for name in ("record_id", "updated_at", "identifiers")} | {"attributes": rest}


def _parquet_fields(head: bytes, path: str) -> set[str]:
    """Column names stand in the footer, which a head does not show: the names themselves, as far as the head has them."""
    return {name.decode() for name in (b"conversation_id", b"message_id", b"record_id", b"updated_at") if name in head} if head.startswith(b"PAR1") else set()


def _fields(head: bytes, path: str) -> set[str]:
    return _parquet_fields(head, path) or first_fields(head, path)


INTERACTIONS = Format("interactions", "line", lambda head, path: _fields(head, path) >= _INTERACTION, _interactions, is_table=True)
RECORDS = Format("records", "line", lambda head, path: _fields(head, path) >= _RECORD, _records, is_table=True)
