"""The lesser Zendesk tables of a warehouse: chats, organizations, tags, field history.

What belongs here: a row of each. What does not: tickets, comments, users.
"""

from __future__ import annotations

import json
from typing import Any

from transforms.formats.documents import from_html, message, record, when
from transforms.formats.rows import Failure, Row

SHAPES: tuple[set[str], ...] = (
    {"requester_id", "submitter_id"},
    {"ticket_id", "body", "user_id"},
    {"chat_id", "actor_id"},
    {"chat_id", "visitor_id"},
    {"field_name", "ticket_id", "value"},
    {"tag", "ticket_id"},
    {"tag", "user_id"},
    {"role", "email", "ticket_restriction"},
    {"shared_tickets", "shared_comments"},
)
"""Columns by which Zendesk's tables are known."""


def row(fields: dict[str, Any]) -> Row:
    """A row of one of the lesser tables."""
    if "actor_id" in fields:
        return _chat_event(fields)
    at = when(fields.get("updated") or fields.get("updated_at") or fields.get("_fivetran_synced") or fields.get("created_at"))
    user = [("zendesk_user", fields.get("user_id"))]
    if "visitor_id" in fields:
        ids = [*user, ("zendesk_visitor", fields.get("visitor_id"))]
        return record(f"chat:{fields['chat_id']}", at, ids, {"chat.ticket_id": fields.get("ticket_id"), "chat.channel": fields.get("channel")})
    if "field_name" in fields:
        return record(f"ticket:{fields['ticket_id']}:{fields['field_name']}", at, [], {f"ticket.{fields['field_name']}": fields.get("value")})
    if "tag" in fields:
        of, whose = ("user", user) if "user_id" in fields else ("ticket", [])
        return record(f"{of}:{fields[of + '_id']}:{fields['tag']}", at, whose, {f"{of}.tag": fields["tag"]})
    if "shared_tickets" in fields:
        return record(f"organization:{fields['id']}", at, [], {"organization.name": fields.get("name"), "organization.details": fields.get("details")})
    return Failure(0, "not a table of Zendesk's that is known", json.dumps(fields))


def _chat_event(fields: dict[str, Any]) -> Row:
    """An event of a chat: a message where it has words, else the system's note that something happened."""
    try:
        original = json.loads(fields.get("original_message") or "{}")
    except ValueError:
        original = {}
    author = (original.get("author") or {}) if isinstance(original, dict) else {}
    source = (original.get("source") or {}) if isinstance(original, dict) else {}
    actor = str(fields.get("actor_id") or "")
    text = from_html(fields.get("message"))
    if not text or actor.startswith("__"):
        speaker = "system"
    elif author.get("type") == "BUSINESS":
        speaker = "bot" if "bot" in str(source.get("type")).lower() else "agent"
    else:
        speaker = "agent" if actor.startswith("agent:") else "customer"
    id_ = fields.get("message_id") or f"{fields['chat_id']}:{fields.get('created_at')}:{fields.get('chat_index')}:{fields.get('type')}"
    own = [("zendesk_user", actor)] if speaker == "customer" and actor else []
    return message(fields["chat_id"], id_, "chat", speaker, when(fields["created_at"]), text, identifiers=own, metadata={"event": fields.get("type")})
