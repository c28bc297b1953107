"""Twilio Intelligence transcripts: sentences by media channel, with the transcript they belong to where it is given.

Sentences have times relative to the media's start. Where nothing says when that was, the transcript's making stands for it, or else
the landing of the export; the message's metadata says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any, BinaryIO

from transforms.formats.documents import documents, each, message, numbered, when
from transforms.formats.rows import Failure, Format, Origin, Row

_SID = re.compile(r"/Transcripts/(GT\w+)")


def _sid(item: dict[str, Any]) -> str | None:
    own = item.get("transcript_sid") or item.get("sid") or (item.get("transcript") or {}).get("sid")
    match = _SID.search(json.dumps(item.get("meta") or {}))
    return str(own) if own else match[1] if match else None


def _is_transcript(item: dict[str, Any]) -> bool:
    return "media_start_time" in item or "language_code" in item


def _participants(transcript: dict[str, Any]) -> dict[int, dict[str, Any]]:
    channel = transcript.get("channel") or {}
    return {int(one["channel_participant"]): one for one in channel.get("participants") or [] if "channel_participant" in one}


def _speaker(channel: int, people: dict[int, dict[str, Any]]) -> str:
    """The role given, or Twilio's own default: the agent is on the first channel, the customer on the second."""
    role = str(people.get(channel, {}).get("role") or "").lower()
    return role if role in ("customer", "agent") else "bot" if role in ("virtual agent", "virtualagent", "bot") else ("agent", "customer")[channel == 2]


def _rows(item: dict[str, Any], transcripts: dict[str, dict[str, Any]], origin: Origin) -> Iterable[Row]:
    if not isinstance(item.get("sentences"), list):
        is_context = _is_transcript(item) or "transcripts" in item or ("meta" in item and not any(one for one in item.values() if isinstance(one, list)))
        return [] if is_context else [Failure(0, "no sentences in it", json.dumps(item))]
    sid = _sid(item) or PurePath(origin.path).stem
    transcript = transcripts.get(sid, {})
    start, basis = _start(transcript, origin)
    people = _participants(transcript)
    held = [("phone", one.get("media_participant_id")) for number, one in people.items() if _speaker(number, people) == "customer"]
    sids = [one.get("sid") for one in item["sentences"]]
    return [
        message(
            sid,
            one["sid"] if one.get("sid") and sids.count(one["sid"]) == 1 else f"{sid}:{one.get('sentence_index', number)}",
            "voice",
            _speaker(int(one.get("media_channel") or 1), people),
            (start + timedelta(seconds=float(one["start_time"] if one.get("start_time") is not None else one.get("sentence_index", number)))).isoformat(),
            one["transcript"],
            held=held,
            metadata={"confidence": one.get("confidence"), "time_from": basis},
        )
        for number, one in enumerate(item["sentences"])
    ]


def _start(transcript: dict[str, Any], origin: Origin) -> tuple[datetime, str | None]:
    for name in ("media_start_time", "date_created"):
        text = when(transcript.get(name))
        if text:
            return datetime.fromisoformat(text), None if name == "media_start_time" else name
    return origin.recorded_at.replace(tzinfo=UTC), "recorded_at"


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    items = list(documents(stream))
    transcripts: dict[str, dict[str, Any]] = {}
    for item in items:
        if isinstance(item, Failure):
            continue
        for one in [item, item.get("transcript"), *(item.get("transcripts") or [])]:
            if isinstance(one, dict) and one.get("sid") and _is_transcript(one):
                transcripts[str(one["sid"])] = transcripts.get(str(one["sid"]), {}) | {name: value for name, value in one.items() if value not in (None, {})}
    yield from numbered(each(items, lambda item: _rows(item, transcripts, origin), "a Twilio transcript"))


def _sniff(head: bytes, path: str) -> bool:
    return re.search(rb'/v2/Transcripts|"media_channel"\s*:', head) is not None


FORMAT = Format("twilio_voice_transcripts", "sentence", _sniff, _parse)
