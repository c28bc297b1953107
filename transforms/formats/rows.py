"""What every format speaks in: rows with their place, failures, and the settings of a source.

What belongs here: the types that formats and the landing stage share. What does not: any one format, or checks of a row's content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from warehouse.home import Key


@dataclass(frozen=True)
class SourceSettings:
    """What `[[sources]]` says of a source, as far as reading needs it."""

    name: str
    default_region: str | None = None
    timezone: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where an export comes from: the source's settings, the path it was found at, when it landed, and the key that makes ids."""

    settings: SourceSettings
    path: str
    recorded_at: datetime
    key: Key

    def at(self, local: datetime) -> str:
        """RFC 3339 of a time: its own offset, else none where the source sets a timezone, else UTC, for vendors that never write one."""
        suffix = "Z" if local.tzinfo is None and self.settings.timezone is None else ""
        return local.isoformat() + suffix


class Interaction(NamedTuple):
    """A message in the canonical form of the contract, unchecked.

    Attributes:
        place: Its number in the export, from 1.
        data: The canonical fields.
        conversation_identifiers: `{type, value}` that the format gives for the whole conversation.
        raw: The row as it stood, where that differs from `data`.
    """

    place: int
    data: dict[str, Any]
    conversation_identifiers: tuple[dict[str, Any], ...] = ()
    raw: str | None = None


class Record(NamedTuple):
    """A version of an entity in the canonical form of the contract, unchecked."""

    place: int
    data: dict[str, Any]
    raw: str | None = None


class Failure(NamedTuple):
    """A row that could not be read, or the whole file where `place` is None."""

    place: int | None
    rule: str
    row: str | None = None


Row = Interaction | Record | Failure


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        name: As in `tellonce.toml`.
        unit: What a place is counted in: `line`, `row`, `message`, `record`; a table that is no JSON Lines has rows.
        sniff: Does this look like the format? Given the first 64 KiB, unpacked, and the path.
        parse: Rows of an export, in its order. May raise `UnreadableError` for a file that cannot be read at all.
    """

    name: str
    unit: str
    sniff: Callable[[bytes, str], bool]
    parse: Callable[[BinaryIO, Origin], Iterator[Row]]
    is_table: bool = False


class UnreadableError(Exception):
    """The file cannot be read from here on; the message is the rule it breaks, without personal data."""
