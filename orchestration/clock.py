"""The one clock. What belongs here: reading the time and the words that name one. What does not: deciding which time counts."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present, UTC without a zone, microseconds."""
    return datetime.now(UTC).replace(tzinfo=None)


def parse(words: str) -> datetime:
    """A date or an RFC 3339 time as UTC without a zone; a time without an offset is UTC.

    Raises:
        ValueError: the words name no time.
    """
    at = datetime.fromisoformat(words.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    return at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def text(at: datetime | None) -> str | None:
    """ISO 8601 with a Z; None stays None."""
    return None if at is None else at.isoformat() + "Z"
