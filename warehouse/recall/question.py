"""What a question asks for: its words, its times, the kinds and attributes that it names.

What belongs here: reading a query, once. What does not: how well a row answers it (ranking.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from warehouse.recall import times, words
from warehouse.recall.layout import BEGIN, OPEN
from warehouse.tables.words import KINDS

if TYPE_CHECKING:
    from warehouse.recall.reader import Snapshot

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
_TIME_WORDS = "last past previous week weekend month year day ago today yesterday days weeks months years"
"""What a question's `last month` leaves no trace of in words: it is an interval already."""


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
