"""Intercom: conversations, each with its parts, and contacts. What belongs here: their pages. What does not: what is in them.

A search tells which conversations have changed; their parts come only with each conversation by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from orchestration import clock
from orchestration.config.sources import Pull
from orchestration.connectors import calling
from orchestration.connectors.calling import Caller, CallError
from orchestration.failures import UsageError
from orchestration.pulling import Cursor, Page
from orchestration.secrets import Secrets

OBJECTS = ["contacts", "conversations"]
URL, VERSION = "https://api.intercom.io", "2.11"
AT_ONCE = 50
PAUSE = 0.1


class IntercomPuller:
    """The conversations and contacts of one workspace."""

    def __init__(self, caller: Caller, objects: list[str], since: int) -> None:
        self._caller, self.objects, self._since = caller, objects, since

    def pages(self, name: str, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """Pages of what changed since; what changes while they are read is in the next round."""
        since = int(cursor.get("since", self._since))
        until = int(cursor.get("until") or now.replace(tzinfo=UTC).timestamp())
        after = cursor.get("after")
        while True:
            found = self._search(name, since, until, after)
            items = found.get(name) or found.get("data") or []
            documents = [d for d in (self._whole(item) for item in items) if d] if name == "conversations" else items
            after = ((found.get("pages") or {}).get("next") or {}).get("starting_after")
            # A second is asked for twice, as it may not have been over; what is known already is recognised when it lands.
            yield Page(documents, {"since": since, "until": until, "after": after} if after else {"since": until - 1}, after is None)
            if after is None:
                return

    def close(self) -> None:
        """Closes connections."""
        self._caller.close()

    def _search(self, name: str, since: int, until: int, after: str | None) -> dict[str, Any]:
        within = [{"field": "updated_at", "operator": ">", "value": since}, {"field": "updated_at", "operator": "<", "value": until + 1}]
        pages = {"per_page": AT_ONCE} | ({"starting_after": after} if after else {})
        return dict(self._caller.call("POST", f"{name}/search", json={"query": {"operator": "AND", "value": within}, "pagination": pages}).json())

    def _whole(self, item: dict[str, Any]) -> dict[str, Any] | None:
        calling.sleep(PAUSE)
        try:
            return dict(self._caller.call("GET", f"conversations/{item['id']}").json())
        except CallError as problem:
            if problem.status == 404:  # deleted since it was found
                return None
            raise


def puller(owner: str, pull: Pull, secrets: Secrets) -> IntercomPuller:
    """Needs secret `token`; `url` for another region.

    Raises:
        UsageError: an object isn't known, or something is missing.
    """
    if unknown := [name for name in pull.objects if name not in OBJECTS]:
        raise UsageError(f"{owner}: pull.objects: {unknown[0]!r} is none of {', '.join(OBJECTS)}")
    token = secrets.of(owner, pull.secrets, required=("token",))["token"]
    headers = {"Authorization": f"Bearer {token}", "Intercom-Version": VERSION, "Accept": "application/json"}
    since = int(clock.parse(pull.since).replace(tzinfo=UTC).timestamp()) if pull.since else 0
    return IntercomPuller(Caller(owner, pull.url or URL, lambda: headers), pull.objects or OBJECTS, since)
