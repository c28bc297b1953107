"""Exemplars as they are written: one JSON object a line, in the three forms of contract.md, section 3.

What belongs here: reading and checking lines, the seed that ships with TellOnce. What doesn't: opening a user's files (orchestration gives
their text) and learning from the lines (`sentences`, `tagger`, `outcomes`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

KINDS = ("attribute", "preference", "fact", "issue", "request", "outcome", "commitment", "sentiment", "consent", "relationship", "event")
NONE = "none"
OUTCOMES = ("resolved", "unresolved")
SPEAKERS = ("customer", "agent", "bot", "system")
SEED = ("sentences.jsonl", "spans.jsonl", "conversations.jsonl")


class ExemplarError(ValueError):
    """A line that is not an exemplar; the message names the file and the line, and never quotes it."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and its kind; `asked` is what the other side had said before it."""

    text: str
    kind: str
    previous: str = ""
    asked: str = ""


@dataclass(frozen=True)
class Marked:
    """A text with its marked values, and the turns before it (nearest last)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    history: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """Turns of (speaker, text) and how it ended."""

    turns: tuple[tuple[str, str], ...]
    outcome: str


@dataclass(frozen=True)
class Lines:
    """Everything one set of exemplars holds."""

    sentences: tuple[Sentence, ...] = ()
    marked: tuple[Marked, ...] = ()
    conversations: tuple[Conversation, ...] = ()


def _check(ok: bool, where: str, what: str) -> None:
    if not ok:
        raise ExemplarError(f"{where}: {what}")


def _marked(row: dict[str, Any], where: str, before: Marked | None) -> Marked:
    text, spans = row["text"], []
    _check(isinstance(row["spans"], list), where, "spans must be a list")
    for span in row["spans"]:
        _check(isinstance(span, dict) and {"start", "end", "attribute"} <= set(span), where, "a span needs start, end and attribute")
        start, end, attribute = span["start"], span["end"], span["attribute"]
        _check(isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text), where, "a span lies outside its text")
        _check(isinstance(attribute, str) and bool(attribute), where, "a span's attribute must be a name")
        spans.append((start, end, attribute))
    spans.sort()
    _check(all(a[1] <= b[0] for a, b in pairwise(spans)), where, "two spans overlap")
    previous = row.get("previous") or ""
    follows = before is not None and previous and previous == before.text
    history = (*before.history, previous)[-12:] if before is not None and follows else (previous,) if previous else ()
    return Marked(text, tuple(spans), history)


def _conversation(row: dict[str, Any], where: str) -> Conversation:
    _check(isinstance(row["turns"], list) and bool(row["turns"]), where, "turns must be a list of {speaker, text}")
    for turn in row["turns"]:
        _check(isinstance(turn, dict) and turn.get("speaker") in SPEAKERS and isinstance(turn.get("text"), str), where, "a turn needs a speaker and a text")
    _check(row.get("outcome") in OUTCOMES, where, f"outcome must be one of {', '.join(OUTCOMES)}")
    return Conversation(tuple((t["speaker"], t["text"]) for t in row["turns"]), row["outcome"])


def _sentence(row: dict[str, Any], where: str, before: Sentence | None) -> Sentence:
    _check(row["kind"] in (*KINDS, NONE), where, f"kind must be one of {', '.join((*KINDS, NONE))}")
    previous = row.get("previous") or ""
    asked = before.asked if before is not None and previous and previous == before.text else previous
    return Sentence(row["text"], row["kind"], previous, asked)


def parse(name: str, text: str) -> Lines:
    """Reads a file of exemplars.

    A line whose `previous` is the text of the line above goes on with that line's conversation, so that what had been asked, and what was
    said earlier, is known to both.

    Args:
        name: the file's name, for errors.
        text: JSON Lines.

    Raises:
        ExemplarError: naming the file and the line.
    """
    sentences: list[Sentence] = []
    marked: list[Marked] = []
    conversations: list[Conversation] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            row = json.loads(line)
        except ValueError:
            raise ExemplarError(f"{where}: not JSON") from None
        _check(isinstance(row, dict), where, "an exemplar is an object")
        if "turns" in row:
            conversations.append(_conversation(row, where))
            continue
        _check(isinstance(row.get("text"), str) and bool(row["text"].strip()), where, "text is missing")
        _check(isinstance(row.get("previous", ""), str | None), where, "previous must be a text")
        _check("spans" in row or "kind" in row, where, "needs kind, spans or turns")
        if "spans" in row:
            marked.append(_marked(row, where, marked[-1] if marked else None))
        if "kind" in row:
            sentences.append(_sentence(row, where, sentences[-1] if sentences else None))
    return Lines(tuple(sentences), tuple(marked), tuple(conversations))


def join(several: Iterable[Lines]) -> Lines:
    """All lines of several sets, in order."""
    kept = list(several)

    def every(name: str) -> Iterator[Any]:
        for lines in kept:
            yield from getattr(lines, name)

    return Lines(tuple(every("sentences")), tuple(every("marked")), tuple(every("conversations")))


def seed() -> Lines:
    """The exemplars written for TellOnce."""
    folder = files("transforms.extractors.exemplars") / "seed"
    return join(parse(name, (folder / name).read_text(encoding="utf-8")) for name in SEED)
