"""How well a row answers a question. What belongs here: scores and every parameter of them.

What does not: which rows are allowed (answer.py), in what order equals stand (ordering.py), what fits (budget.py).

A score joins meaning (cosine, from `zero` to `one` of the encoder; a memory's is partly that of the message it was said in), words
(BM25 as the share of the question's weight that the row holds), time (an interval the question names), kind (what the question asks
for) and, lightly, standing and recency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warehouse.recall import words
from warehouse.recall.layout import UNSAID
from warehouse.recall.question import Question
from warehouse.tables.words import KINDS

if TYPE_CHECKING:
    from warehouse.recall.reader import Snapshot
    from warehouse.recall.table import Table


@dataclass(frozen=True)
class Parameters:
    """Every weight there is. Chosen on tests/benchmarks/recall_questions.jsonl and the histories beside it; DECISIONS.md has the figures."""

    meaning: float = 0.65
    words: float = 0.35
    said: float = 0.5
    """Share of a memory's meaning that comes from the whole message it was said in: a clause often leaves out what it is about."""
    own_word: float = 0.1
    """What it is worth that the customer said it, and not a record or the agent."""
    content: float = 8.0
    """Distinct words at which a message counts for two thirds: vectors of `ok` and `thanks` lie close to everything."""
    around: float = 0.12
    """Words of the message and of the turn before it, that the memory itself lacks."""
    saturation: float = 1.2
    length: float = 0.6
    neighbour: float = 0.1
    """Share that a message takes from the better of its two neighbours."""
    time: float = 0.2
    kind: float = 0.1
    attribute: float = 0.45
    """What a memory of the very attribute that a question names is worth."""
    dated: float = 0.2
    """Relevance of a memory of the kind asked for, from the time asked for: such a question has few words in common with its answer."""
    common: float = 0.12
    """Taken from what records say of most customers alike."""
    recency: float = 0.02
    recency_asked: float = 0.15
    standing: float = 0.03
    superseded: float = 0.85
    repeated: float = 0.8
    """What a memory's score is worth where a better one comes from the same message: other messages are heard first."""
    alike: float = 0.55
    """Cosine from which two statements are on one matter, so that the later goes first (later.py)."""
    alike_hinted: float = 0.4
    """The same where the later one hints that something is new (`again`, `started`)."""
    alike_changed: float = 0.3
    """The same where it says that something changed (`instead`, `no longer`) and answers nearly as well."""
    alike_then: float = 0.5
    """The same, hinted at least, where the question is of the past."""
    nearly: float = 0.5
    """Share of the earlier one's score from which the later one goes first."""
    nearly_changed: float = 0.75
    """The same for what lies at `alike_changed` only."""
    floor: float = 0.03
    """Relevance under which a row is not an answer."""
    nothing: float = 0.15
    """Relevance that the best row must reach; else there is no answer at all."""
    unasked: float = 0.05
    """What an attribute must reach beyond that where the question neither names it nor shares a word with it: an order's number lies near any question."""


PARAMETERS = Parameters()
_RECORD_ONLY = ("location.country", "location.region", "location.timezone", "location.city", "person.first_name", "person.surname")
"""What a record says of most customers alike; it answers where it is asked for by name."""
_AUTHORITY = np.array([1.0, 1.0, 0.7, 0.3, 1.0])


def of_kinds(codes: np.ndarray, kinds: Sequence[str]) -> np.ndarray:
    """Which rows are of these kinds."""
    wanted = np.zeros(len(KINDS) + 1, dtype=bool)
    wanted[[KINDS.index(kind) for kind in kinds if kind in KINDS]] = True
    return wanted[codes]


def held_words(table: Table, column: str, begin: int, end: int, question: Question, p: Parameters = PARAMETERS) -> np.ndarray:
    """BM25 of each row as a share of the question's whole weight, float32 [rows], at most 1."""
    rows, every = end - begin, float(question.idf.sum())
    if not rows or every <= 0:
        return np.zeros(rows, dtype=np.float32)
    offsets, values = table.lists(column)
    bounds = offsets[begin : end + 1]
    said = values[bounds[0] : bounds[-1]]
    lengths = np.diff(bounds)
    norm = p.saturation * (1 - p.length + p.length * lengths / max(table.mean_length(column), 1.0))
    seen = np.zeros((len(question.numbers), len(said) + 1), dtype=np.int32)
    np.cumsum(said == question.numbers[:, None], axis=1, out=seen[:, 1:])
    within = bounds - bounds[0]
    count = seen[:, within[1:]] - seen[:, within[:-1]]
    total = question.idf @ (count * (1 + p.saturation) / (count + norm))
    return np.minimum(total / every, 1.0).astype(np.float32)


def meaning(vectors: np.ndarray, pointed: np.ndarray, question: Question, zero: float, one: float) -> np.ndarray:
    """Cosine of each row on the scale from `zero` to `one`, float32 [rows], not under 0."""
    if question.vector is None or not len(pointed):
        return np.zeros(len(pointed), dtype=np.float32)
    cosine = vectors[pointed].astype(np.float32) @ question.vector
    return np.maximum((cosine - zero) / (one - zero), 0.0)


def memory_meaning(snapshot: Snapshot, begin: int, end: int, question: Question, p: Parameters = PARAMETERS) -> np.ndarray:
    """Meaning of a customer's memories, partly that of the messages they were said in, float32 [rows]."""
    table, manifest = snapshot.memories, snapshot.manifest
    own = meaning(snapshot.memory_vectors, table.array("vector")[begin:end], question, manifest.zero, manifest.one)
    pointed = table.array("message_vector")[begin:end]
    said = pointed != UNSAID
    own[said] += p.said * (meaning(snapshot.message_vectors, pointed[said], question, manifest.zero, manifest.one) - own[said])
    return own


def relevance(snapshot: Snapshot, name: str, begin: int, end: int, question: Question, p: Parameters = PARAMETERS) -> np.ndarray:
    """Meaning and words of a customer's rows in `memories` or `communications`, float32 [rows], 0 to about 1."""
    table, manifest = (snapshot.memories, snapshot.manifest) if name == "memories" else (snapshot.communications, snapshot.manifest)
    own = held_words(table, "words", begin, end, question, p)
    around = held_words(table, "around", begin, end, question, p)
    lexical = own + p.around * np.maximum(around - own, 0.0)
    if question.vector is None:
        return lexical
    if name == "memories":
        return p.meaning * memory_meaning(snapshot, begin, end, question, p) + p.words * lexical
    return p.meaning * meaning(snapshot.message_vectors, table.array("vector")[begin:end], question, manifest.zero, manifest.one) + p.words * lexical


def content(table: Table, begin: int, end: int, p: Parameters = PARAMETERS) -> np.ndarray:
    """How much each message has to say, by its words, float32 [rows], 0 to 1."""
    return (1 - np.exp(-np.diff(table.lists("words")[0][begin : end + 1]) / p.content)).astype(np.float32)


def in_time(question: Question, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """1 where a row's interval meets one the question names, else 0."""
    met = np.zeros(len(begins), dtype=np.float32)
    for low, high in question.intervals:
        met[(begins < high) & (ends >= low)] = 1.0
    return met


def holds_attribute(table: Table, begin: int, end: int, attributes: Sequence[str]) -> np.ndarray:
    """1 where a row is of one of the attributes, else 0."""
    held = table.array("attribute_number")[begin:end]
    found = np.zeros(end - begin, dtype=np.float32)
    for name in attributes:
        found[held == words.number(name)] = 1.0
    return found


def memory_scores(snapshot: Snapshot, begin: int, end: int, question: Question, p: Parameters = PARAMETERS) -> tuple[np.ndarray, np.ndarray]:
    """Relevance and final score of a customer's memories, float32 [rows] each."""
    table = snapshot.memories
    seen_first, seen_last = table.array("first_seen_at")[begin:end], table.array("last_seen_at")[begin:end]
    relevant = relevance(snapshot, "memories", begin, end, question, p) + p.kind * question.kinds[table.array("kind_code")[begin:end]]
    if question.attributes:
        relevant = relevant + p.attribute * holds_attribute(table, begin, end, question.attributes)
    relevant = relevant - p.common * holds_attribute(table, begin, end, [name for name in _RECORD_ONLY if name not in question.attributes])
    if question.intervals and question.kinds.any():
        relevant = relevant + p.dated * in_time(question, seen_first, seen_last) * question.kinds[table.array("kind_code")[begin:end]]
    standing = _AUTHORITY[table.array("authority_code")[begin:end]] * table.array("confidence")[begin:end] + 0.2 * np.log1p(table.array("mentions")[begin:end])
    own_word = p.own_word * (table.array("message_vector")[begin:end] != UNSAID)
    score = relevant + own_word + p.standing * standing + (p.recency_asked if question.asks_now else p.recency) * table.array("recency")[begin:end]
    if question.intervals:
        score += p.time * in_time(question, seen_first, seen_last)
    return relevant, score.astype(np.float32)


def is_answered(snapshot: Snapshot, begin: int, kept: np.ndarray, relevant: np.ndarray, question: Question, p: Parameters = PARAMETERS) -> bool:
    """Whether anything comes near enough to the question to be an answer.

    Args:
        snapshot: an open snapshot.
        begin: the customer's first memory.
        kept: which memories may be shown, bool [rows].
        relevant: their relevance, float32 [rows].
        question: what is asked.
        p: the parameters.
    """
    best = float(relevant[kept].max()) if kept.any() else 0.0
    if best < p.nothing or best >= p.nothing + p.unasked:
        return best >= p.nothing
    table, end = snapshot.memories, begin + len(kept)
    is_unasked = (table.array("attribute_number")[begin:end] != 0) & (holds_attribute(table, begin, end, question.attributes) == 0)
    is_unasked &= held_words(table, "words", begin, end, question, p) == 0
    return bool((kept & (relevant >= p.nothing) & ~is_unasked).any())


def message_scores(snapshot: Snapshot, begin: int, end: int, question: Question, p: Parameters = PARAMETERS) -> tuple[np.ndarray, np.ndarray]:
    """Relevance and final score of a customer's own messages; neighbours in a conversation lend each other a share."""
    table = snapshot.communications
    relevant = relevance(snapshot, "communications", begin, end, question, p) * content(table, begin, end, p)
    said = table.array("occurred_at")[begin:end]
    score = relevant + (p.recency_asked if question.asks_now else p.recency) * table.array("recency")[begin:end]
    if len(score) > 1:
        talk = table.array("talk")[begin:end]
        together = talk[1:] == talk[:-1]
        best = np.zeros_like(relevant)
        best[:-1] = np.where(together, relevant[1:], 0.0)
        best[1:] = np.maximum(best[1:], np.where(together, relevant[:-1], 0.0))
        score = score + p.neighbour * best
    if question.intervals:
        score = score + p.time * in_time(question, said, said)
    return relevant, score.astype(np.float32)
