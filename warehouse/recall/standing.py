"""What stands about a customer whatever is asked: the profile and what is open, as lines. What belongs here: their order and wording."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from warehouse.recall import words
from warehouse.recall.budget import Line, quoted
from warehouse.recall.layout import BEGIN, OPEN
from warehouse.recall.question import Question
from warehouse.recall.reader import Snapshot

FIRST = ("contact.do_not_contact", "person.name", "person.first_name", "contact.preferred_channel", "language", "contact.preferred_time", "account.plan")
"""Attributes that anyone who talks to a customer needs, before those the question is about."""
_NOT_SHOWN = ("sensitive.", "outcome.", "issue.", "sentiment.")
"""Masked values, and what is of one conversation rather than of the customer."""
_MOST_ISSUES = 3
_EPOCH = datetime(1970, 1, 1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=1 << 16)
def day(micros: int) -> str:
    """A date in the fewest tokens that cannot be misread: `3 May 2024`; a dash where there is none."""
    if micros in {OPEN, BEGIN}:
        return "-"
    at = _EPOCH + timedelta(microseconds=micros)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def spoken(attribute: str) -> str:
    """An attribute's name in words: `contact.preferred_channel` is `preferred channel`."""
    head, _, tail = attribute.rpartition(".")
    return (tail if head in {"contact", "person", "location"} or not head else f"{head} {tail}").replace("_", " ").replace(".", " ")


@lru_cache(maxsize=1 << 14)
def _numbers(text: str) -> frozenset[int]:
    return frozenset(words.numbers(text).tolist())


def profile_lines(beliefs: list[dict[str, Any]], question: Question) -> list[Line]:
    """One line an attribute, those anyone needs first, then those the question names, then the newest. A part of the name beside the whole is left out."""
    values: dict[str, list[dict[str, Any]]] = {}
    for each in beliefs:
        if not each["attribute"].startswith(_NOT_SHOWN):
            values.setdefault(each["attribute"], []).append(each)
    if "person.name" in values:
        values = {name: held for name, held in values.items() if name not in {"person.first_name", "person.surname"}}
    asked = set(question.numbers.tolist())

    def urgency(attribute: str) -> tuple[int, int]:
        if attribute in FIRST:
            return 0, FIRST.index(attribute)
        said = _numbers(f"{spoken(attribute)} {' '.join(str(each['value']) for each in values[attribute])}")
        return (1, -len(said & asked)) if said & asked else (2, 0)

    newest = sorted(values, key=lambda name: max(each["valid_from"] or "" for each in values[name]), reverse=True)
    return [
        Line(
            quoted(f"{spoken(name)}: {', '.join(str(each['value']) for each in values[name])}", is_instruction=any(each["isInstruction"] for each in values[name])),
            covers=frozenset(f"{name}={each['value']}" for each in values[name]),
        )
        for name in sorted(newest, key=urgency)
    ]


def commitments(snapshot: Snapshot, place: int, true_at: int | None, status: str = "open") -> list[int]:
    """Rows of `commitments` of that status, earliest due first."""
    begin, end = snapshot.slice_of("commitments", place)
    made = snapshot.commitments.array("promised_at")
    return [row for row in range(begin, end) if snapshot.commitments.value("status", row) == status and (true_at is None or made[row] <= true_at)]


def open_issues(snapshot: Snapshot, place: int, true_at: int | None, known_at: int | None) -> list[int]:
    """Rows of `memories` that tell of an issue or request without a good end, newest first."""
    begin, end = snapshot.slice_of("memories", place)
    table = snapshot.memories
    wanted = table.array("is_open")[begin:end] == 1
    if true_at is not None:
        wanted = wanted & (table.array("valid_from")[begin:end] <= true_at)
    if known_at is not None:
        wanted = wanted & (table.array("known_from")[begin:end] <= known_at)
    rows = begin + np.flatnonzero(wanted)
    return [int(row) for row in rows[np.argsort(-table.array("last_seen_at")[rows], kind="stable")]]


def open_lines(snapshot: Snapshot, place: int, true_at: int | None, known_at: int | None) -> list[Line]:
    """Open commitments, then the newest open issues."""
    lines = []
    for row in commitments(snapshot, place, true_at):
        cell, due = snapshot.commitments.value, int(snapshot.commitments.array("due_at")[row])
        by = "we promised" if cell("promised_by", row) == "agent" else "customer promised"
        until = "" if due == OPEN else f", due {day(due)}"
        said = cell("statement", row) or cell("quote", row)
        lines.append(Line(quoted(f"{by}{until}: {said}", is_instruction=bool(snapshot.commitments.array("is_instruction")[row]))))
    for row in open_issues(snapshot, place, true_at, known_at)[:_MOST_ISSUES]:
        memory = snapshot.memories.value
        lines.append(
            Line(
                quoted(f"{day(int(snapshot.memories.array('last_seen_at')[row]))}: {memory('content', row)}", is_instruction=bool(snapshot.memories.array("is_instruction")[row])),
                covers=frozenset((f"memory:{memory('memory_id', row)}",)),
            )
        )
    return lines
