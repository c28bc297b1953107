"""Twilio Conversations: messages with their participants, as the API gives them, in any number of pages or documents.

A participant with a messaging binding is the customer; one with an identity alone is an agent where the conversation has a bound
participant, and the customer where it has none and nothing says otherwise.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from transforms.formats.documents import documents, each, message, numbered, when
from transforms.formats.rows import Failure, Format, Interaction, Origin, Row

_ADDRESS = re.compile(r"^(?:(?P<scheme>[a-z]+):)?(?P<value>\+\d{6,15}|[^\s@]+@[^\s@]+\.[^\s@]+)$")
_ROLES = {
    "customer": "customer",
    "guest": "customer",
    "visitor": "customer",
    "user": "customer",
    "agent": "agent",
    "worker": "agent",
    "admin": "agent",
    "supervisor": "agent",
}
_ROLES |= {"bot": "bot", "assistant": "bot", "system": "system"}


def _pages(item: dict[str, Any], name: str) -> list[dict[str, Any]]:
    inner = item.get(name)
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


class _Participants:
    """Who takes part in which conversation."""

    def __init__(self) -> None:
        self._by_sid: dict[str, dict[str, Any]] = {}
        self._by_conversation: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, participant: dict[str, Any], conversation: str | None) -> None:
        self._by_sid.setdefault(str(participant.get("sid")), participant)
        self._by_conversation[str(participant.get("conversation_sid") or conversation)].append(participant)

    def of(self, item: dict[str, Any]) -> dict[str, Any]:
        """The author of a message, by identity or address first, since examples share their sids."""
        author = item.get("author")
        here = self._by_conversation[str(item.get("conversation_sid"))]
        named = [one for one in here if author in (one.get("identity"), _binding(one).get("address"))]
        return named[0] if named else {}

    def addresses(self, conversation: str) -> list[tuple[str, Any]]:
        return [
            _identifier(str(_binding(one)["address"]), _binding(one).get("type")) for one in self._by_conversation[conversation] if _binding(one).get("address")
        ]

    def channel(self, conversation: str) -> str:
        types = [str(_binding(one).get("type") or "").lower() for one in self._by_conversation[conversation]]
        return next(({"sms": "sms", "mms": "sms", "rcs": "sms", "whatsapp": "whatsapp", "email": "email"}.get(one, "chat") for one in types if one), "chat")


def _binding(participant: dict[str, Any]) -> dict[str, Any]:
    binding = participant.get("messaging_binding")
    return binding if isinstance(binding, dict) else {}


def _identifier(address: str, kind: Any = None) -> tuple[str, Any]:
    match = _ADDRESS.match(address)
    scheme = (match["scheme"] if match else None) or kind
    if match is None:
        return "external_id", address
    return ("whatsapp" if scheme == "whatsapp" else "email" if "@" in match["value"] else "phone"), match["value"]


def _role(attributes: Any) -> str | None:
    """A role that the free attributes name."""
    try:
        held = json.loads(attributes) if isinstance(attributes, str) else attributes
    except ValueError:
        return None
    if not isinstance(held, dict):
        return None
    return next(
        (_ROLES[str(held[name]).lower()] for name in ("role", "member_type", "type", "participant_type") if str(held.get(name)).lower() in _ROLES), None
    )


def _message(item: dict[str, Any], people: _Participants) -> Interaction:
    conversation, author = str(item["conversation_sid"]), str(item.get("author") or "")
    participant = people.of(item)
    held = people.addresses(conversation)
    is_address = _ADDRESS.match(author) is not None or bool(_binding(participant))
    speaker = _role(participant.get("attributes")) or _role(item.get("attributes")) or ("customer" if is_address else None)
    if speaker is None:
        speaker = "system" if author.lower() == "system" else "agent" if held else "customer"
    address = _binding(participant).get("address") or author
    identifiers = [_identifier(str(address), _binding(participant).get("type"))] if speaker == "customer" and address else []
    channel = people.channel(conversation)
    if channel == "chat" and is_address:
        channel = {"whatsapp": "whatsapp", "email": "email"}.get(_identifier(author)[0], "sms")
    details = {"index": str(item["index"]) if "index" in item else None, "author": author}
    return message(
        conversation, item["sid"], channel, speaker, when(item["date_created"]), item.get("body"), identifiers=identifiers, held=held, metadata=details
    )


def _rows(item: dict[str, Any], people: _Participants) -> Iterable[Row]:
    if "conversation_sid" in item and "author" in item:
        return [_message(item, people)]
    found: list[Row] = []
    for name in ("messages", "conversations"):
        for inner in _pages(item, name):
            found += _rows({"conversation_sid": item.get("sid")} | inner if name == "messages" else inner, people)
    is_context = any(name in item for name in ("messages", "conversations", "participants", "messaging_binding", "friendly_name"))
    return found or ([] if is_context else [Failure(0, "neither a message nor what belongs to one", json.dumps(item))])


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    items = list(documents(stream))
    people = _Participants()
    for item in items:
        if isinstance(item, Failure):
            continue
        for holder in [item, *_pages(item, "conversations")]:
            for participant in [*_pages(holder, "participants"), *([holder] if "messaging_binding" in holder else [])]:
                people.add(participant, holder.get("sid"))
    yield from numbered(each(items, lambda item: _rows(item, people), "a Twilio conversation"))


def _sniff(head: bytes, path: str) -> bool:
    return re.search(rb'/v1/Conversations|"conversation_sid"\s*:|"chat_service_sid"\s*:', head) is not None


FORMAT = Format("twilio_conversations", "message", _sniff, _parse)
