"""What the vendors' writers share: JSON, ids, moments, conversations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from orchestration.sample.model import Message

BUSINESS_PHONE = "+13125550199"
SUPPORT = "support@desk.example.com"
Files = Iterator[tuple[str, bytes]]


def as_json(value: Any) -> bytes:
    """A JSON file."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def as_lines(rows: Iterable[Any]) -> bytes:
    """A JSON Lines file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def id_of(prefix: str, *parts: object) -> str:
    """An id as vendors make them, the same for the same parts."""
    return prefix + sha256("/".join(map(str, parts)).encode()).hexdigest()[:32]


def conversations(messages: list[Message]) -> Iterator[tuple[str, list[Message]]]:
    """Each conversation with its turns in order."""
    for conversation, turns in groupby(sorted(messages, key=lambda message: (message.conversation, message.occurred_at)), key=lambda message: message.conversation):
        yield conversation, list(turns)


def zulu(moment: datetime) -> str:
    """A time of RFC 3339."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def native(message: Message) -> str:
    """The source's own id of a message."""
    return message.message_id.partition(":")[2]
