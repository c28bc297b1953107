"""Snowflake: rows of a table or a query as records. What belongs here: asking for what changed, and a row's shape. What does not: what it means.

Rows come in the order of the column that says when they changed, so that the last of them is where the next run goes on. Empty columns say nothing, as in
all that is pulled; a row that is deleted there is not told of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from orchestration import clock
from orchestration.config.sources import Pull
from orchestration.connectors.snowflake import name_of, session, told
from orchestration.failures import UsageError
from orchestration.pulling import Cursor, Page
from orchestration.secrets import Secrets

AT_ONCE = 10_000


class SnowflakePuller:
    """One table or query."""

    def __init__(self, owner: str, connection: Any, pull: Pull) -> None:
        self.objects = ["rows"]
        self._owner, self._connection, self._pull = owner, connection, pull

    def pages(self, name: str, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """Pages of what changed since; the newest time is asked for again, as it may not have been over, and what is known is recognised when it lands."""
        since = cursor.get("at") or cursor.get("since") or self._pull.since
        with told(self._owner), self._connection.cursor() as rows:
            rows.execute(*self._query(since, cursor.get("key")))
            columns = [column[0] for column in rows.description]
            place = {wanted: _find(self._owner, wanted, columns) for wanted in self._columns()}
            while True:
                page = rows.fetchmany(AT_ONCE)
                records = [_record(dict(zip(columns, row, strict=True)), place, self._pull) for row in page]
                is_last = len(page) < AT_ONCE
                at, key = (records[-1]["updated_at"], records[-1]["record_id"]) if records else (since, None)
                yield Page(records, ({"since": at} if at else {}) if is_last else {"at": at, "key": key}, is_last)
                if is_last:
                    return

    def close(self) -> None:
        """Ends the session."""
        self._connection.close()

    def _columns(self) -> list[str]:
        pull = self._pull
        return [str(pull.key), str(pull.updated_at), *pull.identifiers.values(), *pull.attributes.values()]

    def _query(self, since: str | None, after: str | None) -> tuple[str, list[str]]:
        table = ".".join(map(name_of, self._pull.table.split("."))) if self._pull.table else f"({self._pull.query})"
        at, key = name_of(str(self._pull.updated_at)), f"CAST({name_of(str(self._pull.key))} AS VARCHAR)"
        where, bound = f"{at} IS NOT NULL", list[str]()
        if since:
            moment = clock.parse(since).isoformat(sep=" ")
            where, bound = (f"({at} > %s OR ({at} = %s AND {key} > %s))", [moment, moment, after]) if after else (f"{at} >= %s", [moment])
        return f"SELECT * FROM {table} AS T WHERE {where} ORDER BY {at}, {key}", bound


def _find(owner: str, wanted: str, columns: list[str]) -> str:
    """A column as Snowflake spells it.

    Raises:
        UsageError: there is none of that name.
    """
    found = wanted if wanted in columns else next((column for column in columns if column.lower() == wanted.lower()), None)
    if found is None:
        raise UsageError(f"{owner}: pull: no column {wanted!r}, one of {', '.join(columns)}")
    return found


def _record(row: Mapping[str, Any], place: Mapping[str, str], pull: Pull) -> dict[str, Any]:
    updated = row[place[str(pull.updated_at)]]
    used = {place[str(pull.key)], place[str(pull.updated_at)]}
    named = {name: place[column] for name, column in pull.attributes.items()} or {column.lower(): column for column in row if column not in used}
    given = [(kind, _plain(row[place[column]])) for kind, column in pull.identifiers.items()]
    attributes = {name: _plain(row[column]) for name, column in named.items()}
    return {
        "record_id": str(_plain(row[place[str(pull.key)]])), "updated_at": _moment(updated),
        "identifiers": [{"type": kind, "value": str(value)} for kind, value in given if value not in (None, "")],
        "attributes": {name: value for name, value in attributes.items() if value not in (None, "")},
    }  # fmt: skip


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    return f"{value.isoformat()}T00:00:00+00:00" if isinstance(value, date) else str(value)


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return _moment(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else json.dumps(value, default=str, ensure_ascii=False)


def puller(owner: str, pull: Pull, secrets: Secrets) -> SnowflakePuller:
    """Needs options and secrets as a target does."""
    return SnowflakePuller(owner, session(owner, pull.options, secrets.of(owner, pull.secrets)), pull)
