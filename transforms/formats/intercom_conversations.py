"""Intercom conversations, tickets and contacts, as the API gives them. Notes are words among agents: they are no messages, and not read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from transforms.formats.documents import documents, each, from_html, message, numbered, record, when
from transforms.formats.rows import Failure, Format, Interaction, Origin, Record, Row

_SPEAKERS = {
    "user": "customer",
    "lead": "customer",
    "contact": "customer",
    "admin": "agent",
    "team": "agent",
    "bot": "bot",
    "ai_agent": "bot",
    "fin": "bot",
    "workflow": "bot",
}
_CHANNELS = {"email": "email", "whatsapp": "whatsapp", "sms": "sms", "phone_call": "voice", "phone_switch": "voice", "phone": "voice"}
_LISTS = ("conversations", "tickets", "contacts", "data")


def _people(item: dict[str, Any]) -> list[dict[str, Any]]:
    held = item.get("contacts") or {}
    return [one for one in (held.get("contacts") or held.get("data") or [] if isinstance(held, dict) else held) if isinstance(one, dict)]


def _identifiers(person: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("intercom_contact", person.get("id")), ("external_id", person.get("external_id")), ("email", person.get("email")), ("phone", person.get("phone"))]


def _said(conversation: dict[str, Any], part: dict[str, Any], id_: str, at: Any, channel: str) -> Interaction:
    author = part.get("author") or {}
    speaker = _SPEAKERS.get(str(author.get("type")), "system")
    held = [pair for person in _people(conversation) for pair in _identifiers(person)]
    own = _identifiers(author) if speaker == "customer" else []
    details = {"subject": from_html(part.get("subject")), "part_type": part.get("part_type")}
    return message(conversation["id"], id_, channel, speaker, when(at), from_html(part.get("body")), identifiers=own, held=held, metadata=details)


def _conversation(item: dict[str, Any]) -> Iterator[Row]:
    source = item.get("source") or {}
    channel = _CHANNELS.get(str(source.get("type")).lower(), "chat")
    if source.get("body") and not source.get("redacted"):
        yield _said(item, source, f"{item['id']}:source", item["created_at"], channel)
    parts = (item.get("conversation_parts") or {}).get("conversation_parts") or (item.get("ticket_parts") or {}).get("ticket_parts") or []
    for part in parts:
        if part.get("body") and "note" not in str(part.get("part_type")) and not part.get("redacted"):
            yield _said(item, part, f"{item['id']}:{part['id']}", part["created_at"], channel)
    wish = from_html((item.get("ticket_attributes") or {}).get("_default_description_"))
    if wish:
        author = {"author": {"type": "user"} | (_people(item) or [{}])[0] | {"type": "user"}, "body": wish}
        yield _said(item, author, f"{item['id']}:description", item["created_at"], channel)


def _contact(item: dict[str, Any]) -> Record:
    place = item.get("location") or {}
    attributes = {
        "person.name": item.get("name"),
        "contact.email": item.get("email"),
        "contact.phone": item.get("phone"),
        "location.city": place.get("city") if isinstance(place, dict) else None,
        "location.country": place.get("country") if isinstance(place, dict) else None,
        "language": item.get("language_override") or item.get("browser_language"),
        **(item.get("custom_attributes") or {}),
    }
    return record(item["id"], when(item.get("updated_at") or item.get("created_at")), _identifiers(item), attributes)


def _rows(item: dict[str, Any]) -> Iterable[Row]:
    kind = str(item.get("type") or "")
    if kind in ("conversation", "ticket"):
        return list(_conversation(item))
    if kind == "contact":
        return [_contact(item)]
    if kind.endswith("list"):
        return [row for name in _LISTS for inner in item.get(name) or [] for row in _rows(inner)]
    if kind == "ticket_part":
        return [] if "note" in str(item.get("part_type")) or not item.get("body") else [Failure(0, "a part without its ticket", json.dumps(item))]
    return [Failure(0, "neither a conversation nor a contact", json.dumps(item))]


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    yield from numbered(each(documents(stream), _rows, "an Intercom conversation"))


def _sniff(head: bytes, path: str) -> bool:
    return re.search(rb'"type"\s*:\s*"(?:conversation|conversation\.list|conversation_part|ticket|contact\.list)"|/contacts/\{contact_id\}', head) is not None


FORMAT = Format("intercom_conversations", "message", _sniff, _parse)
