"""The long histories of tests/benchmarks/histories: reading them, building a store of them, and the plain rankings to beat.

What belongs here: messages, questions with their evidence, a home built by the ordinary build, BM25, dense vectors and their fusion.
What does not: figures (recall_histories.py, recall_saving.py).

A file is a customer: `== day channel` begins a conversation, `C:` and `A:` are the customer and whoever answers, `C[key]:` a message that
a question names as evidence. After `??` comes a question a line: `type | evidence < what it replaces | question`.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from orchestration.build import run_build
from orchestration.config import parse
from warehouse.home import Home
from warehouse.recall import words
from warehouse.recall.encoder import Encoder

FOLDER = Path(__file__).with_name("histories")
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
HELD_OUT = ("elena", "joe", "sachiko")
"""Looked at only to report: nothing was chosen on them."""
_LINE = re.compile(r"([CA])(?:\[(\w+)\])?: (.*)")
_BETWEEN = timedelta(seconds=40)
Ranker = Callable[["Question"], list[str]]


@dataclass(frozen=True)
class Message:
    """One message of a history; `key` where a question names it."""

    message_id: str
    talk: str
    channel: str
    at: datetime
    speaker: str
    text: str
    key: str = ""

    def row(self, customer: str) -> dict[str, object]:
        """The message as a row of an `interactions` export."""
        return {
            "conversation_id": self.talk,
            "message_id": self.message_id,
            "channel": self.channel,
            "occurred_at": self.at.isoformat() + "Z",
            "speaker": self.speaker,
            "identifiers": [{"type": "email", "value": f"{customer}@example.com"}],
            "text": self.text,
        }


@dataclass(frozen=True)
class Question:
    """A question, the interactions that hold its answer, and those that hold what was true before."""

    customer: str
    kind: str
    query: str
    evidence: frozenset[str]
    replaced: frozenset[str] = frozenset()


@dataclass
class History:
    """All that one customer said, in order, and what is asked about it."""

    customer: str
    messages: list[Message] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def own(self) -> list[Message]:
        """The customer's messages."""
        return [message for message in self.messages if message.speaker == "customer"]


def interaction(message: Message) -> str:
    """The id that the build gives a message."""
    return f"chats:{message.message_id}"


def read(path: Path) -> History:
    """One file of the folder."""
    history = History(path.stem)
    said, _, asked = path.read_text(encoding="utf-8").partition("??\n")
    at, talk, channel = datetime(2024, 1, 1), "", ""
    for line in said.splitlines():
        if line.startswith("== "):
            day, channel = line[3:].split()
            at, talk = datetime.fromisoformat(f"{day}T09:00:00"), f"{history.customer}-{day}"
        elif found := _LINE.fullmatch(line.rstrip()):
            speaker = "customer" if found[1] == "C" else "agent"
            history.messages.append(Message(f"{history.customer}-{len(history.messages)}", talk, channel, at, speaker, found[3], found[2] or ""))
            at += _BETWEEN
    ids = {message.key: interaction(message) for message in history.messages if message.key}
    for line in asked.splitlines():
        kind, evidence, query = (part.strip() for part in line.split("|"))
        new, _, old = evidence.partition("<")
        history.questions.append(Question(history.customer, kind, query, frozenset(ids[key] for key in new.split()), frozenset(ids[key] for key in old.split())))
    return history


def histories(part: str = "all") -> list[History]:
    """All histories, or those of `chosen` (parameters were) or `held` (nothing was)."""
    every = [read(path) for path in sorted(FOLDER.glob("*.txt"))]
    return [each for each in every if part == "all" or (each.customer in HELD_OUT) == (part == "held")]


def lengthened(every: list[History], talks: int) -> None:
    """Puts real conversations of STAR between the conversations of each history: a haystack, the artificial part being that one person had them all."""
    real = _conversations()
    for history in every:
        days = sorted({message.at.date() for message in history.messages})
        for number, turns in enumerate(islice(real, talks)):
            at = datetime.combine(days[number % len(days)], datetime.min.time()) + timedelta(days=1, hours=8, minutes=20 * (number // len(days)))
            name = f"{history.customer}-star-{number}"
            for place, (speaker, text) in enumerate(turns):
                history.messages.append(Message(f"{name}-{place}", name, "chat", at + place * _BETWEEN, speaker, text))
        history.messages.sort(key=lambda message: message.at)


def _conversations() -> Iterator[list[tuple[str, str]]]:
    by_talk: dict[str, list[tuple[str, str]]] = {}
    with gzip.open(DATA / "star" / "interactions.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            by_talk.setdefault(row["conversation_id"], []).append((row["speaker"], row["text"]))
    yield from by_talk.values()


def build(every: list[History], home: Home, folder: Path) -> None:
    """The ordinary build over the histories as one export."""
    export = folder / "chats.jsonl"
    rows = (message.row(history.customer) for history in every for message in history.messages)
    export.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run_build(parse(f'[[sources]]\nname = "chats"\nformat = "interactions"\npath = "{export}"\n', folder / "tellonce.toml"), home)


def floors(texts: dict[str, list[tuple[str, str]]], encoder: Encoder) -> dict[str, Ranker]:
    """BM25, dense vectors and their reciprocal-rank fusion over (id, text) of each customer, in a page of code."""
    terms = {customer: [words.terms(text) for _, text in rows] for customer, rows in texts.items()}
    vectors = {customer: encoder.encode([text for _, text in rows]) for customer, rows in texts.items()}

    def named(question: Question, score: np.ndarray) -> list[str]:
        return [texts[question.customer][at][0] for at in np.argsort(-score, kind="stable")]

    def bm25(question: Question) -> list[str]:
        said = terms[question.customer]
        mean, score = np.mean([len(text) for text in said]), np.zeros(len(said))
        for term in set(words.terms(question.query)):
            has = sum(term in text for text in said)
            weight = np.log(1 + (len(said) - has + 0.5) / (has + 0.5))
            score += [weight * text.count(term) * 2.2 / (text.count(term) + 1.2 * (0.25 + 0.75 * len(text) / mean)) if term in text else 0 for text in said]
        return named(question, score)

    def dense(question: Question) -> list[str]:
        return named(question, vectors[question.customer] @ encoder.encode([question.query])[0])

    def fused(question: Question) -> list[str]:
        places: dict[str, float] = {}
        for ranker in (bm25, dense):
            for place, name in enumerate(ranker(question)):
                places[name] = places.get(name, 0) + 1 / (60 + place)
        return sorted(places, key=lambda name: -places[name])

    return {"bm25": bm25, "dense": dense, "fusion": fused}
