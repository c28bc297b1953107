"""Chats: WhatsApp's own export, and ours in JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby

from orchestration.sample.model import LOCAL, Drop, Message, Person, Truth
from orchestration.sample.vendors.shapes import Files, conversations, native, zulu


def whatsapp(messages: list[Message], people: dict[str, Person], company: str, drop: Drop) -> Files:
    """A chat a file, whole from its first day each time, in the clock and date style of the phone that exported it."""
    for key, told in groupby(sorted(messages, key=lambda message: (message.person, message.occurred_at)), key=lambda message: message.person):
        turns = list(told)
        if all(turn.recorded_at < drop.recorded_at for turn in turns):
            continue
        number = people[key].phone
        shown = f"{number[:2]} ({number[2:5]}) {number[5:8]}-{number[8:]}"
        stamp = _stamp(turns, int(key[1:]))
        notice = "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them."
        first = stamp(turns[0])
        lines = [f"{first}{shown}: \u200e{notice}" if first.startswith("[") else f"{first}{notice}"]
        lines += [f"{stamp(turn)}{shown if turn.speaker == 'customer' else company}: {turn.text}" for turn in turns]
        yield f"WhatsApp Chat with {shown}.txt", ("\n".join(lines) + "\n").encode()


def _stamp(turns: list[Message], phone: int) -> Callable[[Message], str]:
    """How this phone writes times. Day and month are only written in figures where the file's first day tells them apart."""

    def local(turn: Message) -> datetime:
        return turn.occurred_at.replace(tzinfo=UTC).astimezone(LOCAL)

    if local(turns[0]).day < 13 or phone % 3 == 0:
        return lambda turn: f"[{local(turn):%Y-%m-%d, %H:%M:%S}] "
    if phone % 3 == 1:
        return lambda turn: f"{local(turn):%d/%m/%Y, %H:%M} - "
    return lambda turn: f"[{local(turn).month}/{local(turn).day}/{local(turn):%y, %I:%M:%S\u202f%p}] "


def chat(messages: list[Message], people: dict[str, Person], broken: list[str]) -> bytes:
    """The canonical form; who it is stands on the first message of the customer."""
    out = []
    for conversation, turns in conversations(messages):
        named = False
        for turn in turns:
            identifiers = []
            if turn.speaker == "customer" and not named:
                person, named = people[turn.person], True
                identifiers = [{"type": "external_id", "value": person.external_id}, {"type": "email", "value": person.email}]
            out.append(json.dumps({
                "conversation_id": conversation, "message_id": native(turn), "channel": "chat", "occurred_at": zulu(turn.occurred_at),
                "speaker": turn.speaker,
                "identifiers": identifiers, "text": turn.text, "metadata": {"page": "/help"},
            }, ensure_ascii=False))  # fmt: skip
    return "".join(line + "\n" for line in [*out, *broken]).encode()


def broken_chats(truth: Truth, path: str) -> list[str]:
    """Lines that do not fit, for the quarantine."""
    row = {
        "conversation_id": "chat-900",
        "message_id": "chat-900-m1",
        "channel": "chat",
        "occurred_at": "2026-03-02T10:00:00Z",
        "speaker": "customer",
        "identifiers": [],
        "text": "Anyone?",
    }
    made = {
        "a date in a thirteenth month": json.dumps(row | {"occurred_at": "2026-13-02T10:00:00Z"}),
        "an unknown channel": json.dumps(row | {"message_id": "chat-900-m2", "channel": "carrier_pigeon"}),
        "a line cut off": json.dumps(row | {"message_id": "chat-900-m3"})[:-30],
    }
    return [made[broken.why] for broken in truth.broken if broken.path == path]
