"""How well a row answers a question. What belongs here: scores and every parameter of them.

What does not: which rows are allowed (answer.py), in what order equals stand (ordering.py), what fits (budget.py).

A score joins meaning (cosine, from `zero` to `one` of the encoder; a memory's is partly that of the message it was said in), words
(BM25 as the share of the question's weight that the row holds), time (an interval the question names), kind (what the question asks
for) and, lightly, standing and recency.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from warehouse.recall import times, words
from warehouse.recall.layout import BEGIN, OPEN, UNSAID
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
_NOW = re.compile(r"\b(?:now|current|currently|latest|most recent|recently|newest|at the moment|these days|still|today|up to date|as of)\b")
_THEN = re.compile(r"\b(?:did|was|were|had|happened|used to)\b")
_SPOKEN = {
    r"recommend|suggest|suggestion|advice|advise|ideas?|tips?|should (?:i|we|they)|what to|help (?:me|them)|looking for|plan(?:ning)?": (
        "preference",
        "fact",
    ),
    "prefer|preferences?|favou?rite|likes?|dislikes?|enjoys?|hates?|loves?|rather": ("preference",),
    "promised?|promises|commitments?|owe|follow(?:ed)? up|get back to|call back": ("commitment",),
    r"problems?|issues?|complain\w*|wrong|trouble\w*|broken|fault\w*|errors?|difficult\w*|defects?|go(?:ne|es)? wrong": ("issue", "request"),
    r"why did (?:they|he|she|the customer) (?:contact|call|write|turn|reach|get in touch|come)|what did (?:they|he|she) (?:want|need|ask)": ("issue", "request"),
    r"circumstances?|personal|their life|about (?:themselves|himself|herself)|background|situation|living situation": ("fact", "event", "relationship"),
    "resolved|resolution|fixed|solved|outcome|sorted|settled": ("outcome",),
    "feels?|feeling|happy|unhappy|satisfied|angry|upset|mood": ("sentiment",),
    "consent|opt(?:ed)? (?:in|out)|allowed to contact|permission|unsubscribed?": ("consent",),
    "wife|husband|son|daughter|partner|married|family|child(?:ren)?|kids?|mother|father|sister|brother|relatives?|colleagues?": ("relationship",),
    "e-?mail|phone|address|post ?code|account|contact|reach|name|birth": ("attribute",),
    "happened|when did|event|went|visited|trip": ("event", "fact"),
}
_ASKS = [(re.compile(rf"\b(?:{spoken})\b"), kinds) for spoken, kinds in _SPOKEN.items()]
"""What a question in lower case asks for, by its words."""
_NAMED = {
    r"(?:what|which|how) (?:is|are|was) (?:\w+ ){1,3}(?:called|named)|\bnames?\b|who (?:exactly )?(?:is|are|am) (?:we|i|this)\b|whom? are we|whom am i": ("person.name",),
    r"get (?:a )?hold of|get in touch|(?:be|like to be|want to be) (?:reached|contacted)|(?:contact|reach|write to|reply to|respond to|answer) (?:them|this|the)|"
    r"(?:medium|channel|means|route)\b[^?]*\b(?:answer|respond|reply|touch|hold|contact|reach)|preferred channel": ("contact.preferred_channel",),
    r"(?:when|what time|which hours?|time of day)\b[^?]*\b(?:reach|call|contact|ring|disturb|available|phone)": ("contact.preferred_time",),
    r"where (?:do|does|are|is) (?:\w+ ){1,2}(?:live|reside|home|house|based)|\bhome address|\baddress\b|reside|street|(?:where|location|address)\b[^?]*\b(?:ship|send|deliver|van|live)": (
        "contact.address",
    ),
    r"\b(?:first|given) name": ("person.first_name",),
    r"\b(?:last|family) name|surname": ("person.surname",),
    r"\b(?:city|town)\b": ("location.city",),
    r"\bcountry\b": ("location.country",),
    r"\b(?:state|province|county|region)\b": ("location.region",),
    r"time ?zone": ("location.timezone",),
    r"\b(?:e-?mail address|which e-?mail)\b": ("contact.email",),
    r"\b(?:phone|telephone|mobile|cell) number|number\b[^?]*\b(?:call|dial|ring)": ("contact.phone",),
    r"\b(?:plan|tariff|tier|package|subscription|membership)\b": ("account.plan", "account.product"),
    r"account (?:number|id)": ("account.number",),
    r"\border|purchase\b": ("order.number",),
    r"\b(?:device|hardware|model|equipment|gadget|machine)\b": ("device.model",),
    r"\b(?:firm|company|organi[sz]ation|employer|business)\b|on whose behalf": ("organization.name",),
    r"\blanguage|speak\b": ("language",),
    r"\bborn|birthday|date of birth|how old": ("person.date_of_birth",),
    r"for a living|occupation|profession|\bjob\b": ("person.occupation",),
}
_ASKS_NAMED = [(re.compile(rf"(?:{spoken})"), attributes) for spoken, attributes in _NAMED.items()]
"""The attributes that a question in lower case asks for, by its words."""
_RECORD_ONLY = ("location.country", "location.region", "location.timezone", "location.city", "person.first_name", "person.surname")
"""What a record says of most customers alike; it answers where it is asked for by name."""
_TIME_WORDS = "last past previous week weekend month year day ago today yesterday days weeks months years"
"""What a question's `last month` leaves no trace of in words: it is an interval already."""
_AUTHORITY = np.array([1.0, 1.0, 0.7, 0.3, 1.0])


def of_kinds(codes: np.ndarray, kinds: Sequence[str]) -> np.ndarray:
    """Which rows are of these kinds."""
    wanted = np.zeros(len(KINDS) + 1, dtype=bool)
    wanted[[KINDS.index(kind) for kind in kinds if kind in KINDS]] = True
    return wanted[codes]


def instant(moment: datetime) -> int:
    """Microseconds since 1970; a time without a zone is UTC."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000_000)


@dataclass(frozen=True)
class Question:
    """A query made ready once: its words, vector, times and what kind of thing it asks for."""

    numbers: np.ndarray
    idf: np.ndarray
    vector: np.ndarray | None
    intervals: list[tuple[int, int]]
    kinds: np.ndarray
    asks_now: bool
    asks_then: bool = False
    attributes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing to look for: then all that counts is standing and recency."""
        return not len(self.numbers) and self.vector is None


def prepare(snapshot: Snapshot, query: str, vector: np.ndarray | None, clock: int, own_names: Sequence[str] = ()) -> Question:
    """Reads the question.

    Args:
        snapshot: gives the words' weights.
        query: the question.
        vector: its unit vector, or None where no encoder is at hand.
        clock: microseconds; what `last week` is counted from.
        own_names: the customer's names: a question about Ana is not about the messages that say Ana.
    """
    asked, lowered = list(dict.fromkeys(words.terms(query))), query.lower()
    spans = times.intervals(query, datetime(1970, 1, 1) + timedelta(microseconds=clock))
    said_elsewhere = " ".join((*own_names, _TIME_WORDS if spans else ""))
    left_out = set(words.terms(said_elsewhere))
    numbers = np.array([words.number(term) for term in asked if term not in left_out], dtype=np.uint64)
    kinds = np.zeros(len(KINDS) + 1, dtype=np.float32)
    for pattern, named in _ASKS:
        if pattern.search(lowered):
            kinds[[KINDS.index(name) for name in named]] = 1.0
    bounds = [(BEGIN if begin is None else instant(begin), OPEN if end is None else instant(end)) for begin, end in spans]
    named = tuple(dict.fromkeys(name for pattern, names in _ASKS_NAMED if pattern.search(lowered) for name in names))
    asks_now = bool(_NOW.search(lowered))
    return Question(numbers, snapshot.idf(numbers), vector, bounds, kinds, asks_now, not asks_now and bool(_THEN.search(lowered)), named)


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
