"""Reads the analysts' copy of the marts.

What belongs here: opening it so that nothing can be written or reached, and plain rows. What does not: showing them.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from orchestration.failures import UsageError
from warehouse.home import Home

if TYPE_CHECKING:
    import duckdb

BATCH = 5_000
_SETTINGS = (
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "timezone = 'UTC'",
    # A spill would leave personal data in a file that nothing erases.
    "temp_directory = ''",
    "enable_external_access = false",
    "lock_configuration = true",
)


@dataclass(frozen=True)
class Answer:
    """Column names, and the rows as they are fetched."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]

    def dicts(self) -> Iterator[dict[str, Any]]:
        """The rows by column name."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def connect(home: Home) -> duckdb.DuckDBPyConnection:
    """The published copy: read only, without access to any other file, extension or setting.

    Raises:
        UsageError: nothing is published in this home.
    """
    if not home.published.is_file():
        raise UsageError(f"nothing is published in {home.root}: run `tellonce build`, or name the home with --home")
    import duckdb

    connection = duckdb.connect(str(home.published), read_only=True)
    connection.execute("set schema = 'marts'")
    # A second connection of this process shares the first one's settings, which are locked by then.
    if not (connection.execute("select current_setting('lock_configuration')").fetchone() or (False,))[0]:
        for setting in _SETTINGS:
            connection.execute(f"set {setting}")
    return connection


def run(connection: duckdb.DuckDBPyConnection, sql: str, given: Sequence[object] = ()) -> Answer:
    """Answers a query; of several statements, the last.

    Raises:
        UsageError: it can't be parsed, or asks for what can't be read or may not be written.
    """
    import duckdb

    try:
        statements = connection.extract_statements(sql)
        if not statements:
            raise UsageError("there is no query in that")
        for statement in statements:
            if statement.type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
                raise UsageError(f"{statement.type.name.replace('_', ' ').lower()} is refused: analyst SQL is read only")
        cursor = connection.execute(sql, list(given)) if given else connection.execute(sql)
        columns = _told_apart([c[0] for c in cursor.description or []])
        return Answer(columns, _fetch(cursor))
    except duckdb.Error as problem:
        raise UsageError(one_line(problem)) from None


def one_line(problem: Exception) -> str:
    """DuckDB's message without the picture of the query below it."""
    lines = [line.strip() for line in str(problem).split("\n\nLINE ")[0].splitlines() if line.strip()]
    return " ".join(lines)


def _fetch(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    import duckdb

    try:
        while rows := cursor.fetchmany(BATCH):
            yield from rows
    except duckdb.Error as problem:
        raise UsageError(one_line(problem)) from None


def _told_apart(names: list[str]) -> list[str]:
    """Column names of a join, the second and later of a name numbered."""
    return [name if name not in names[:i] else f"{name}_{names[:i].count(name) + 1}" for i, name in enumerate(names)]


def plain(value: Any) -> Any:
    """A value as JSON knows it: times in ISO 8601 UTC with a Z, decimals as numbers, what isn't a number as null."""
    match value:
        case datetime():
            return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat() + "Z"
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case UUID():
            return str(value)
        case bytes() | bytearray():
            return base64.b64encode(value).decode()
        case dict():
            return {str(k): plain(v) for k, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
    return value
