"""Segment: identify and group calls, and the tables of Profiles Sync, as records. A call without a time has that of its landing.

A track call is no trait of a person: its event is kept as a record of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any, BinaryIO

from transforms.formats import contacts
from transforms.formats.containers import first_fields, peek, table_kind, table_rows
from transforms.formats.documents import documents, each, numbered, record, when
from transforms.formats.rows import Failure, Format, Origin, Record, Row

_CALL_TIMES = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
_ROW_TIMES = ("timestamp", "updated_at", "original_timestamp", "sent_at", "received_at", "uuid_ts", "loaded_at")
_PROFILE = ("canonical_segment_id", "segment_id", "profile_id", "id")
_PLUMBING = {*_ROW_TIMES, *_PROFILE, "merged_to", "seq", "uuid", "event_source_id", "rank", "verified"}


def _flat(traits: dict[str, Any]) -> dict[str, Any]:
    """Nested traits as `address_city`; a company is its name."""
    out: dict[str, Any] = {}
    for name, value in traits.items():
        if name == "company" and isinstance(value, dict):
            out[name] = value.get("name")
        elif isinstance(value, dict):
            out |= {f"{name}_{inner}": held for inner, held in _flat(value).items()}
        else:
            out[name] = value
    return out


def _person(user: Any, anonymous: Any, traits: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("external_id", user), ("anonymous_id", anonymous), ("email", traits.get("email")), ("phone", traits.get("phone"))]


def _call(item: dict[str, Any], origin: Origin) -> list[Row]:
    if isinstance(item.get("batch"), list):
        return [row for inner in item["batch"] for row in _call(inner, origin)]
    kind, user, anonymous = item["type"], item.get("userId"), item.get("anonymousId")
    at = next((when(item[name]) for name in _CALL_TIMES if item.get(name)), None) or origin.recorded_at.replace(tzinfo=UTC).isoformat()
    traits = _flat(item.get("traits") or (item.get("context") or {}).get("traits") or {})
    if kind == "identify":
        return [record(user or anonymous, at, _person(user, anonymous, traits), contacts.attributes(traits))]
    if kind == "group":
        named = {"organization.name": traits.pop("name", None)} | {f"organization.{name}": value for name, value in traits.items()}
        return [record(f"group:{item['groupId']}:{user or anonymous or ''}", at, _person(user, anonymous, {}), named)]
    if kind in ("track", "page", "screen", "alias"):
        said = {"event": item.get("event") or item.get("name") or kind} | {
            f"event.{name}": value for name, value in _flat(item.get("properties") or {}).items()
        }
        place = item.get("messageId") or origin.key.digest("segment", kind, user, anonymous, sorted(said.items(), key=str))
        return [record(f"{kind}:{place}", at, _person(user, anonymous, {}), said)]
    return [Failure(0, "not a call of Segment", json.dumps(item))]


def _row(fields: dict[str, Any], origin: Origin) -> Record:
    """A row of a Profiles Sync table, told by its columns."""
    at = next((when(fields[name]) for name in _ROW_TIMES if fields.get(name)), None) or origin.recorded_at.replace(tzinfo=UTC).isoformat()
    profile = next((fields[name] for name in _PROFILE if fields.get(name)), None)
    ids: list[tuple[str, Any]] = [("segment_profile", fields.get(name)) for name in ("canonical_segment_id", "segment_id", "merged_to")]
    kind, value = fields.get("external_id_type") or fields.get("type"), fields.get("external_id_value") or fields.get("value")
    if kind and value:
        return record(f"{profile}:{kind}:{value}", at, [*ids, ("external_id" if kind == "user_id" else str(kind).replace(".", "_"), value)], {})
    if fields.get("name") and "value" in fields and profile:
        return record(f"{profile}:{fields['name']}", at, ids, contacts.attributes({str(fields["name"]): value}))
    traits = {
        name: held for name, held in fields.items() if name not in _PLUMBING and name not in ("user_id", "anonymous_id") and not name.startswith("context_")
    }
    person = _person(fields.get("user_id"), fields.get("anonymous_id"), traits)
    return record(profile or fields.get("user_id") or fields.get("anonymous_id"), at, [*ids, *person], contacts.attributes(traits))


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    if table_kind(peek(stream), origin.path) == "json_lines":
        objects = list(documents(stream))
        is_call = any(
            isinstance(one, dict) and ("type" in one or "batch" in one) and "canonical_segment_id" not in one and "segment_id" not in one for one in objects
        )
        yield from numbered(each(objects, lambda item: _call(item, origin) if is_call else [_row(item, origin)], "a call of Segment"))
        return
    rows = (row if isinstance(row, Failure) else row.data for row in table_rows(stream, origin.path))
    yield from numbered(each(rows, lambda fields: [_row(fields, origin)], "a row of Profiles Sync"))


def _sniff(head: bytes, path: str) -> bool:
    if re.search(rb'"type"\s*:\s*"(?:identify|group|track|alias|page|screen)"', head) and re.search(
        rb'"(?:userId|anonymousId|traits|properties|groupId)"', head
    ):
        return True
    fields = first_fields(head, path)
    is_sync = b"canonical_segment_id" in head[:65536] and head.startswith(b"PAR1")
    return is_sync or bool(fields & {"canonical_segment_id", "segment_id"}) or {"anonymous_id", "user_id", "received_at"} <= fields


FORMAT = Format("segment_profiles", "record", _sniff, _parse)
