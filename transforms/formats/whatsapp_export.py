"""WhatsApp's own chat export (.txt) of iOS and Android, 12 and 24 h, in the order of day and month of the phone that made it.

Day and month are told apart by the file itself: an order that gives impossible dates, dates after the landing, or a chat that runs
backwards is not it. A file in which both orders hold is refused. Times have no offset: the source's timezone, else UTC.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from transforms.formats.containers import numbered_lines
from transforms.formats.documents import message
from transforms.formats.rows import Failure, Format, Origin, Row, UnreadableError

_HEAD = re.compile(
    r"^[\u200e\u200f\u202a-\u202e\ufeff]*\[?(\d{1,4})([./-])(\d{1,2})\2(\d{1,4}),?[ \u00a0\u202f]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"(?:[ \u00a0\u202f]*([AaPp])\.?[ \u00a0\u202f]?[Mm]\.?)?(?:\]| [-–])[ \u00a0\u202f]?(.*)$"
)
_SAID = re.compile(r"^[\u200e\u200f\u202a-\u202e]*([^:\n]{1,80}): ?(.*)$", re.DOTALL)
_TITLE = re.compile(r"WhatsApp[ -]?(?:Chat|chat|Conversation)?(?: with | - | mit | avec | con |-)(.+?)(?: \(\d+\))?\.txt$")
_PHONE = re.compile(r"^[\u200e\u202a\u202c ~]*(\+?[\d\u00a0\u202f ()\-‑.]{7,25})[\u202c ]*$")


class _Line(NamedTuple):
    place: int
    parts: tuple[int, int, int]
    separator: str
    clock: tuple[int, int, int]
    text: str


def _lines(stream: BinaryIO) -> Iterator[_Line | Failure]:
    held: _Line | None = None
    for line in numbered_lines(stream):
        if isinstance(line, Failure):
            yield line
            continue
        place, text = line
        match = _HEAD.match(text)
        if match is None:
            if held is not None:
                held = held._replace(text=held.text + "\n" + text)
            elif text.strip():
                yield Failure(place, "the line does not begin with a time of WhatsApp", text)
            continue
        if held is not None:
            yield held
        first, separator, second, third, hour, minute, second_, half, rest = match.groups()
        hours = int(hour) % 12 + (12 if half in "Pp" else 0) if half else int(hour)
        held = _Line(place, (int(first), int(second), int(third)), separator, (hours, int(minute), int(second_ or 0)), rest)
    if held is not None:
        yield held


def _moment(line: _Line, order: str) -> datetime | None:
    values = dict(zip(order, line.parts, strict=True))
    year = values["y"] + 2000 if values["y"] < 100 else values["y"]
    try:
        return datetime(year, values["m"], values["d"], *line.clock)
    except ValueError:
        return None


def _order(lines: list[_Line], latest: datetime) -> str:
    """`dmy`, `mdy` or `ymd`.

    Raises:
        UnreadableError: More than one order holds, or none does.
    """
    if any(line.parts[0] > 31 for line in lines):
        return "ymd"
    if all(line.separator == "." for line in lines):
        return "dmy"
    steps: dict[str, int] = {}
    readings: dict[str, list[datetime]] = {}
    for order in ("dmy", "mdy"):
        moments = [_moment(line, order) for line in lines]
        known = [moment for moment in moments if moment is not None]
        if len(known) == len(moments) and all(moment <= latest for moment in known):
            readings[order] = known
            steps[order] = sum(later < earlier - timedelta(days=1) for earlier, later in pairwise(known))
    best = [order for order in steps if steps[order] == min(steps.values())]
    if len(best) == 1 or (len(best) == 2 and readings["dmy"] == readings["mdy"]):
        return best[0]
    raise UnreadableError("day and month cannot be told apart" if best else "no order of day and month fits all lines")


def _customer(lines: list[_Line], path: str) -> str | None:
    """The other party: whom the file is named after, else who has no name but a number, else who wrote first."""
    senders = list(dict.fromkeys(match[1].strip() for line in lines if (match := _SAID.match(line.text))))
    title = _TITLE.search(PurePath(path).name)
    if title:
        return next((sender for sender in senders if sender.strip("~\u202a\u202c ") == title[1].strip()), title[1].strip())
    return next((sender for sender in senders if _PHONE.match(sender)), senders[0] if senders else None)


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    found = list(_lines(stream))
    lines = [line for line in found if isinstance(line, _Line)]
    if not lines:
        raise UnreadableError("no line begins with a time of WhatsApp")
    order = _order(lines, origin.recorded_at + timedelta(days=1))
    customer = _customer(lines, origin.path)
    phone = _PHONE.match(customer or "")
    conversation = origin.key.digest("whatsapp_export", origin.settings.name, lines[0].parts, lines[0].clock, lines[0].text, customer)
    seen: Counter[tuple[object, ...]] = Counter()
    for line in found:
        if isinstance(line, Failure):
            yield line
            continue
        moment = _moment(line, order)
        if moment is None:
            yield Failure(line.place, "the line has no possible date", line.text)
            continue
        said = _SAID.match(line.text)
        sender, text = (said[1].strip(), said[2]) if said else (None, line.text)
        words = (moment, sender, text)
        seen[words] += 1
        yield message(
            conversation,
            origin.key.digest("whatsapp_export", conversation, *words, seen[words]),
            "whatsapp",
            "system" if sender is None or text.startswith("\u200e") else "customer" if sender == customer else "agent",
            origin.at(moment),
            text.strip("\u200e\u200f\n "),
            held=[("whatsapp", re.sub(r"[^\d+]", "", phone[1]))] if phone else [],
            metadata={"sender": sender},
        )._replace(place=line.place)


def _sniff(head: bytes, path: str) -> bool:
    text = head.decode("utf-8", "replace")
    return any(_HEAD.match(line) for line in text.splitlines()[:5])


FORMAT = Format("whatsapp_export", "line", _sniff, _parse)
