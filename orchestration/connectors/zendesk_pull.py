"""Zendesk's incremental exports: tickets and users by cursor, ticket events with comments by time. What belongs here: their pages. What does not: what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from orchestration import clock
from orchestration.config.sources import Pull
from orchestration.connectors import calling
from orchestration.connectors.calling import Caller
from orchestration.connectors.zendesk import caller_of
from orchestration.failures import UsageError
from orchestration.pulling import Cursor, Page
from orchestration.secrets import Secrets

OBJECTS = ["users", "tickets", "ticket_events"]
PAUSE = 6.1
"""Ten requests a minute are allowed."""
LEFT_OUT = 61
"""Seconds: Zendesk leaves out the last minute, and refuses to begin in it."""
FEWEST_OF_A_FULL_PAGE = 1000


class ZendeskPuller:
    """The exports of one help desk."""

    def __init__(self, caller: Caller, objects: list[str], since: int) -> None:
        self._caller, self.objects, self._since, self._has_called = caller, objects, since, False

    def pages(self, name: str, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """Pages until Zendesk says that the stream ends, for now."""
        latest = int(now.replace(tzinfo=UTC).timestamp()) - LEFT_OUT
        cursor = cursor or {"start_time": min(self._since, latest)}
        while True:
            if cursor.get("start_time", 0) > latest:
                yield Page([], cursor, True)
                return
            found = self._page(name, cursor)
            kept = {part: found[part] for part in (name, "users") if found.get(part)}
            is_last = bool(found.get("end_of_stream", found.get("count", 0) < FEWEST_OF_A_FULL_PAGE))
            cursor = self._next(name, cursor, found)
            yield Page([kept] if kept else [], cursor, is_last)
            if is_last:
                return

    def close(self) -> None:
        """Closes connections."""
        self._caller.close()

    def _page(self, name: str, cursor: Cursor) -> dict[str, Any]:
        if self._has_called:
            calling.sleep(PAUSE)
        self._has_called = True
        if name == "ticket_events":
            return dict(self._caller.call("GET", "api/v2/incremental/ticket_events.json", params={**cursor, "include": "comment_events"}).json())
        include = {"include": "users"} if name == "tickets" else {}
        return dict(self._caller.call("GET", f"api/v2/incremental/{name}/cursor.json", params={**cursor, **include}).json())

    def _next(self, name: str, cursor: Cursor, found: dict[str, Any]) -> Cursor:
        if name == "ticket_events":
            return {"start_time": found.get("end_time") or cursor["start_time"]}
        return {"cursor": found["after_cursor"]} if found.get("after_cursor") else cursor


def puller(owner: str, pull: Pull, secrets: Secrets) -> ZendeskPuller:
    """Needs `url`; secrets `email` and `token`, or `oauth`; `since` is a time, the beginning by default.

    Raises:
        UsageError: an object isn't one of Zendesk's exports, or something is missing.
    """
    if unknown := [name for name in pull.objects if name not in OBJECTS]:
        raise UsageError(f"{owner}: pull.objects: {unknown[0]!r} is none of {', '.join(OBJECTS)}")
    since = int(clock.parse(pull.since).replace(tzinfo=UTC).timestamp()) if pull.since else 1
    return ZendeskPuller(caller_of(owner, pull.url, pull.secrets, secrets), pull.objects or OBJECTS, since)
