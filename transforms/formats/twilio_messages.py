"""Twilio message logs: SMS, MMS, RCS and WhatsApp, as the Messages resource of the 2010 API or as the console's CSV.

There is no conversation in them: all messages between two addresses are one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from transforms.formats.containers import first_fields, peek, table_kind, table_rows
from transforms.formats.documents import documents, each, message, numbered, when
from transforms.formats.rows import Failure, Format, Origin, Row

_CHANNELS = {"whatsapp": "whatsapp", "messenger": "chat", "chat": "chat"}


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """Field names of the API, the SDKs and the console are one: lower case without separators."""
    return {re.sub(r"[\W_]", "", name).lower(): value for name, value in item.items()}


def _rows(origin: Origin, item: dict[str, Any]) -> Iterable[Row]:
    if isinstance(item.get("messages"), list):
        return [row for inner in item["messages"] for row in _rows(origin, inner)]
    fields = _plain(item)
    if "messages" not in item and not {"sid", "from", "to", "body"} <= fields.keys():
        return (
            []
            if isinstance(item.get("page"), int) and not any(isinstance(value, list) and value for value in item.values())
            else [Failure(0, "no message in it", json.dumps(item))]
        )
    is_inbound = str(fields["direction"]).lower().startswith("inbound")
    customer, ours = (fields["from"], fields["to"]) if is_inbound else (fields["to"], fields["from"] or fields.get("messagingservicesid"))
    scheme = str(customer).partition(":")[0].lower() if ":" in str(customer) else "sms"
    channel = _CHANNELS.get(scheme, "sms")
    speaker = "customer" if is_inbound else "bot" if str(fields["direction"]).lower() == "outbound-reply" else "agent"
    conversation = origin.key.digest("twilio_messages", origin.settings.name, channel, customer, ours)
    sent = when(fields.get("datesent") or fields.get("sentdate") or fields.get("datecreated"))
    kind = "whatsapp" if channel == "whatsapp" else "messenger" if scheme == "messenger" else "phone"
    details = {"status": fields.get("status"), "media": None if fields.get("nummedia") in (None, "0", 0) else str(fields["nummedia"])}
    return [message(conversation, fields["sid"], channel, speaker, sent, fields["body"], identifiers=[(kind, customer)], metadata=details)]


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    if table_kind(peek(stream), origin.path) == "csv":
        objects: Iterable[Any] = (row if isinstance(row, Failure) else row.data for row in table_rows(stream, origin.path))
    else:
        objects = documents(stream)
    yield from numbered(each(objects, lambda item: _rows(origin, item), "a Twilio message"))


def _sniff(head: bytes, path: str) -> bool:
    if re.search(rb'/Accounts/[^"]*/Messages', head[:4096]) and b"/v1/Conversations" not in head:
        return True
    return {"sid", "body", "direction", "from", "to"} <= {re.sub(r"[\W_]", "", name).lower() for name in first_fields(head, path)}


FORMAT = Format("twilio_messages", "message", _sniff, _parse)
