"""Zendesk: tickets, ticket events, comments and users of the API, and the same tables as warehouses hold them (CSV).

The customer is the ticket's requester, or a user whose role says end-user; where a file tells neither, who wrote first. Private
comments are words among agents: they are no messages, and not read. A ticket's description is its first comment, and is read only
where the file has no comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from transforms.formats import zendesk_tables
from transforms.formats.containers import first_fields, peek, table_kind, table_rows
from transforms.formats.documents import documents, each, from_html, message, numbered, record, when
from transforms.formats.rows import Failure, Format, Interaction, Origin, Record, Row

_CHANNELS = {
    "chat": "chat",
    "messaging": "chat",
    "native_messaging": "chat",
    "sms": "sms",
    "text": "sms",
    "whatsapp": "whatsapp",
    "voice": "voice",
    "phone": "voice",
}
_ROLES = {"end-user": "customer", "agent": "agent", "admin": "agent"}
_NESTED = ("tickets", "users", "comments", "audits", "ticket_events")


class Desk:
    """Tickets and users that a file tells of."""

    def __init__(self) -> None:
        self.tickets: dict[str, dict[str, Any]] = {}
        self.users: dict[str, dict[str, Any]] = {}
        self.requesters: dict[str, str] = {}
        self.has_comments = False

    def add(self, kind: str, item: dict[str, Any]) -> None:
        """Takes note of a ticket, a user or a comment."""
        if kind == "ticket":
            self.tickets[str(item["id"])] = item
            self.requesters[str(item["id"])] = str(item.get("requester_id"))
        elif kind == "user":
            self.users[str(item["id"])] = item
        elif kind == "comment":
            self.has_comments = True

    def speaker(self, ticket: str, author: str) -> str:
        """Who an author is on a ticket."""
        if author in ("-1", "", "None"):
            return "system"
        role = _ROLES.get(str(self.users.get(author, {}).get("role")))
        requester = self.requesters.get(ticket)
        if author == requester:
            return "customer"
        return role or ("agent" if requester else "customer")

    def held(self, ticket: str) -> list[tuple[str, Any]]:
        """Identifiers of a ticket's requester."""
        requester = self.requesters.get(ticket)
        return user_identifiers(self.users.get(requester, {"id": requester})) if requester and requester != "None" else []

    def channel(self, ticket: str, via: Any) -> str:
        """Channel of a comment, or of its ticket."""
        own = via.get("channel") if isinstance(via, dict) else via
        whole = self.tickets.get(ticket, {})
        name = own or (whole.get("via") or {}).get("channel") or whole.get("via_channel")
        return _CHANNELS.get(str(name).lower(), "email")


def user_identifiers(user: dict[str, Any]) -> list[tuple[str, Any]]:
    """Identifiers of a user."""
    return [("zendesk_user", user.get("id")), ("email", user.get("email")), ("phone", user.get("phone")), ("external_id", user.get("external_id"))]


def comment(desk: Desk, ticket: Any, item: dict[str, Any], created: Any) -> Interaction:
    """A public comment as a message."""
    author = str(item.get("author_id") or item.get("user_id"))
    speaker = desk.speaker(str(ticket), author)
    text = item.get("plain_body") or from_html(item.get("html_body")) or from_html(item.get("body"))
    own = user_identifiers(desk.users.get(author, {"id": author})) if speaker == "customer" else []
    return message(ticket, item["id"], desk.channel(str(ticket), item.get("via")), speaker, when(created), text, identifiers=own, held=desk.held(str(ticket)))


def ticket_text(desk: Desk, item: dict[str, Any]) -> Interaction:
    """A ticket's description as its first message."""
    text = from_html(item.get("description"))
    held = desk.held(str(item["id"]))
    channel = desk.channel(str(item["id"]), item.get("via") or item.get("via_channel"))
    details = {"subject": item.get("subject"), "status": item.get("status")}
    return message(item["id"], f"ticket:{item['id']}", channel, "customer", when(item["created_at"]), text, identifiers=held, held=held, metadata=details)


def user(item: dict[str, Any]) -> Record:
    """A user as a record. Agents have no identifiers, so that they are nobody's customer; one that was deleted vouches for nothing any more, but that it was."""
    is_customer = str(item.get("role") or "end-user") == "end-user"
    attributes = {"person.name": item.get("name"), "contact.email": item.get("email"), "contact.phone": item.get("phone"), "language": item.get("locale")}
    attributes |= {"time_zone": item.get("time_zone"), "notes": item.get("notes"), "details": item.get("details"), **(item.get("user_fields") or {})}
    if item.get("active") is False or item.get("permanently_deleted"):
        attributes = {"active": False}
    return record(
        item["id"],
        when(item.get("updated_at") or item.get("created_at")),
        user_identifiers(item) if is_customer else [],
        attributes if is_customer else {"role": item.get("role")},
    )


def _items(item: dict[str, Any], ticket: Any = None) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """(kind, object, ticket id) of all that a document holds."""
    for name in _NESTED:
        for inner in item.get(name) or [] if isinstance(item.get(name), list) else []:
            yield from _items(inner, item.get("id") if name in ("comments", "audits") else None)
    for name in ("ticket", "user"):
        if isinstance(item.get(name), dict):
            yield from _items(item[name])
    for event in (item.get("child_events") or item.get("events") or []) if isinstance(item.get("child_events") or item.get("events"), list) else []:
        if (event.get("event_type") or event.get("type")) == "Comment":
            yield "comment", event | {"created_at": event.get("created_at") or item.get("created_at") or item.get("timestamp")}, item.get("ticket_id") or ticket
    if "requester_id" in item:
        yield "ticket", item, None
    elif "author_id" in item and ("body" in item or "html_body" in item):
        yield "comment", item, item.get("ticket_id") or ticket
    elif "role" in item and "id" in item:
        yield "user", item, None


def _rows(item: dict[str, Any], desk: Desk) -> Iterator[Row]:
    is_known = any(name in item for name in (*_NESTED, "ticket", "user", "child_events", "events"))
    for kind, one, ticket in _items(item):
        is_known = True
        if kind == "user":
            yield user(one)
        elif kind == "ticket" and one.get("description") and not desk.has_comments:
            yield ticket_text(desk, one)
        elif kind == "comment" and one.get("public", True):
            yield comment(desk, ticket, one, one.get("created_at"))
    if not is_known:
        yield Failure(0, "neither a ticket, a comment nor a user", json.dumps(item))


def _of_documents(stream: BinaryIO) -> Iterator[Row]:
    desk, objects = Desk(), list(documents(stream))
    for item in objects:
        if isinstance(item, dict):
            for kind, one, ticket in each_known(item):
                desk.add(kind, one)
                if kind == "comment" and ticket is not None and one.get("public", True):
                    desk.requesters.setdefault(str(ticket), str(one.get("author_id")))
    for item in objects:
        if isinstance(item, dict):
            for kind, one, _ in each_known(item):
                if kind == "ticket":
                    desk.add(kind, one)
    yield from each(objects, lambda item: _rows(item, desk), "Zendesk's API")


def each_known(item: dict[str, Any]) -> list[tuple[str, dict[str, Any], Any]]:
    """What a document holds, as far as it has the shape; the rest fails when it is read."""
    try:
        return [found for found in _items(item) if found[0] == "comment" or "id" in found[1]]
    except (AttributeError, TypeError):
        return []


def _of_table(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    rows = [row if isinstance(row, Failure) else row.data for row in table_rows(stream, origin.path)]
    fields = next((set(row) for row in rows if isinstance(row, dict)), set())
    desk = Desk()
    make: Callable[[dict[str, Any]], list[Row]]
    if {"requester_id", "description"} <= fields:
        for row in rows:
            if isinstance(row, dict):
                desk.add("ticket", row)
        make = lambda row: [ticket_text(desk, row)]  # noqa: E731
    elif {"ticket_id", "body"} <= fields:
        public = [row for row in rows if isinstance(row, Failure) or str(row.get("public")).lower() != "false"]
        for row in sorted((row for row in public if isinstance(row, dict)), key=lambda row: str(row.get("created") or row.get("created_at"))):
            desk.requesters.setdefault(str(row["ticket_id"]), str(row.get("user_id") or row.get("author_id")))
        rows = public
        make = lambda row: [comment(desk, row["ticket_id"], row, row.get("created") or row.get("created_at"))]  # noqa: E731
    elif {"role", "email"} <= fields:
        make = lambda row: [user(row)]  # noqa: E731
    else:
        make = lambda row: [zendesk_tables.row(row)]  # noqa: E731
    yield from each(rows, make, "Zendesk's tables")


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    is_table = table_kind(peek(stream), origin.path) != "json_lines" and not origin.path.lower().endswith(".json")
    yield from numbered(_of_table(stream, origin) if is_table else _of_documents(stream))


def _sniff(head: bytes, path: str) -> bool:
    if re.search(rb'zendesk\.com/api|"(?:requester_id|child_events|ticket_events)"\s*:', head):
        return True
    fields = first_fields(head, path)
    return any(shape <= fields for shape in zendesk_tables.SHAPES) and table_kind(head, path) == "csv"


FORMAT = Format("zendesk_tickets", "row", _sniff, _parse)
