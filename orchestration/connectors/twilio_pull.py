"""Twilio: Conversations with messages and participants, and Intelligence transcripts with sentences. What belongs here: their pages. What does not: what is in them.

The two have forms of their own, so a source pulls one of them. Twilio does not tell which conversations have new messages: those that are not closed
are read whole each time, and what is known is recognised when it lands.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from orchestration import clock
from orchestration.config.sources import Pull
from orchestration.connectors.calling import Caller, CallError
from orchestration.failures import UsageError
from orchestration.pulling import Cursor, Page
from orchestration.secrets import Secrets

OBJECTS = ["conversations", "transcripts"]
URLS = {"conversations": "https://conversations.twilio.com/v1", "transcripts": "https://intelligence.twilio.com/v2"}
AT_ONCE = 100
LATENESS = timedelta(days=1)
"""How long after its making a transcript may still be worked on."""


class TwilioPuller:
    """The conversations, or the transcripts, of one account."""

    def __init__(self, caller: Caller, name: str, since: str | None) -> None:
        self._caller, self.objects, self._since = caller, [name], since

    def pages(self, name: str, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """A page of conversations or transcripts, each with all that belongs to it."""
        since = cursor.get("since") or self._since
        begun = cursor.get("begun") or clock.text(now)
        address: str | None = cursor.get("next") or self._first(name, since)
        while address:
            found = self._caller.call("GET", address).json()
            documents = [d for item in found.get(name) or [] for d in self._whole(name, item, since)]
            address = (found.get("meta") or {}).get("next_page_url")
            yield Page(documents, {"since": since, "begun": begun, "next": address} if address else {"since": begun}, address is None)

    def close(self) -> None:
        """Closes connections."""
        self._caller.close()

    def _first(self, name: str, since: str | None) -> str:
        asked: dict[str, Any] = {"PageSize": AT_ONCE}
        if name == "transcripts" and since:
            asked["AfterDateCreated"] = clock.text(clock.parse(since) - LATENESS)
        return f"{name.capitalize()}?{urlencode(asked)}"

    def _whole(self, name: str, item: dict[str, Any], since: str | None) -> list[dict[str, Any]]:
        if name == "transcripts":
            if item.get("status") not in (None, "completed"):
                return []
            sentences = self._all(f"Transcripts/{item['sid']}/Sentences", "sentences")
            return [{"transcripts": [item]}, {"transcript_sid": item["sid"], "sentences": sentences}] if sentences else []
        is_over = item.get("state") == "closed" and since and item.get("date_updated") and clock.parse(item["date_updated"]) < clock.parse(since)
        if is_over:
            return []
        people, messages = (self._all(f"Conversations/{item['sid']}/{part.capitalize()}", part) for part in ("participants", "messages"))
        return [{"conversations": [item]}, {"participants": people}, {"messages": messages}]

    def _all(self, path: str, name: str) -> list[dict[str, Any]]:
        """All of a list; nothing where it was deleted since it was found."""
        items: list[dict[str, Any]] = []
        address: str | None = f"{path}?PageSize={AT_ONCE}"
        while address:
            try:
                found = self._caller.call("GET", address).json()
            except CallError as problem:
                if problem.status == 404:
                    return []
                raise
            items += found.get(name) or []
            address = (found.get("meta") or {}).get("next_page_url")
        return items


def puller(owner: str, pull: Pull, secrets: Secrets) -> TwilioPuller:
    """Needs one of its objects and secrets `account_sid` and `auth_token`.

    Raises:
        UsageError: it names no or several objects, or something is missing.
    """
    if len(pull.objects) != 1 or pull.objects[0] not in OBJECTS:
        raise UsageError(f"{owner}: pull.objects: name one of {', '.join(OBJECTS)}; each has a form of its own, so both are two sources")
    held = secrets.of(owner, pull.secrets, required=("account_sid", "auth_token"))
    basic = base64.b64encode(f"{held['account_sid']}:{held['auth_token']}".encode()).decode()
    return TwilioPuller(Caller(owner, pull.url or URLS[pull.objects[0]], lambda: {"Authorization": f"Basic {basic}"}), pull.objects[0], pull.since)
