"""Amazon Connect Contact Lens: post-call and post-chat analyses, redacted ones too, and real-time segments.

Chat has absolute times. Voice has offsets in milliseconds from the contact's start: that is a field of the contact where one is
joined in, else the time in the file's name less the call's length, else the landing of the export; metadata says which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any, BinaryIO

from transforms.formats.documents import documents, each, message, numbered, when
from transforms.formats.rows import Format, Origin, Row

_STARTS = ("InitiationTimestamp", "ConnectedToSystemTimestamp", "StartTimestamp", "StartTime")
_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2})[:_-]?(\d{2})[:_-]?(\d{2})Z?")
_SPEAKERS = {"CUSTOMER": "customer", "AGENT": "agent", "SYSTEM": "system", "CUSTOM_BOT": "bot", "BOT": "bot", "SUPERVISOR": "agent"}


def _contact(item: dict[str, Any], origin: Origin) -> str:
    given = item.get("ContactId") or (item.get("CustomerMetadata") or {}).get("ContactId")
    return str(given or PurePath(origin.path).name.partition("_analysis")[0].partition(".")[0])


def _start(item: dict[str, Any], turns: list[dict[str, Any]], origin: Origin) -> tuple[datetime, str | None]:
    for holder in (item, item.get("CustomerMetadata") or {}, item.get("Contact") or {}):
        text = next((when(holder[name]) for name in _STARTS if holder.get(name)), None)
        if text:
            return datetime.fromisoformat(text), None
    length = max((int(turn.get("EndOffsetMillis") or turn.get("BeginOffsetMillis") or 0) for turn in turns), default=0)
    named = _NAMED.search(PurePath(origin.path).name)
    end = datetime.fromisoformat(f"{named[1]}T{named[2]}:{named[3]}:{named[4]}+00:00") if named else origin.recorded_at.replace(tzinfo=UTC)
    return end - timedelta(milliseconds=length), "file_name" if named else "recorded_at"


def _rows(item: dict[str, Any], origin: Origin) -> Iterable[Row]:
    segments = item.get("Segments")
    turns = [one["Transcript"] for one in segments if "Transcript" in one] if isinstance(segments, list) else item.get("Transcript") or []
    if not turns and "EventType" not in item and "Transcript" not in item:
        raise ValueError("no transcript")
    turns = [turn for turn in turns if turn.get("Content") is not None and turn.get("Type", "MESSAGE") == "MESSAGE"]
    contact = _contact(item, origin)
    start, basis = _start(item, turns, origin)
    roles = {one["ParticipantId"]: one.get("ParticipantRole") for one in item.get("Participants") or []}
    ids = Counter(turn.get("Id") for turn in turns)
    held = [("amazon_connect_customer", (item.get("CustomerMetadata") or {}).get("CustomerId")), ("phone", _endpoint(item))]
    for number, turn in enumerate(turns):
        role = turn.get("ParticipantRole") or roles.get(turn["ParticipantId"]) or turn["ParticipantId"]
        absolute = when(turn.get("AbsoluteTime"))
        yield message(
            contact,
            turn["Id"] if turn.get("Id") and ids[turn["Id"]] == 1 else f"{contact}:{number}",
            "voice" if str(item.get("Channel", "VOICE")).upper() in ("VOICE", "TELEPHONY") else "chat",
            _SPEAKERS.get(str(role).upper(), "system"),
            absolute or (start + timedelta(milliseconds=int(turn["BeginOffsetMillis"]))).isoformat(),
            turn["Content"],
            held=held,
            metadata={"sentiment": turn.get("Sentiment"), "display_name": turn.get("DisplayName"), "time_from": None if absolute else basis},
        )


def _endpoint(item: dict[str, Any]) -> Any:
    endpoint = item.get("CustomerEndpoint") or (item.get("Contact") or {}).get("CustomerEndpoint")
    return endpoint.get("Address") if isinstance(endpoint, dict) else None


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    yield from numbered(each(documents(stream), lambda item: _rows(item, origin), "a Contact Lens analysis"))


def _sniff(head: bytes, path: str) -> bool:
    return re.search(rb'"(?:ParticipantRole|ConversationCharacteristics|EventType)"\s*:', head) is not None and b'"Channel"' in head


FORMAT = Format("amazon_connect_contact_lens", "turn", _sniff, _parse)
