"""Sentences of one text and how they are meant. What belongs here: borders, questions, hypotheses, quotations. What does not: what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BORDER = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)\s+|\s+(?=[?!.](?:\s|$))(?<=\S)|\n+")
_CLAUSE = re.compile(r"[;]\s+|,\s+(?=(?:but|so|and|please|just|i|i'm|we|you|text|email|call|my)\b)|\s+(?:but|because)\s+", re.I)
_QUESTION = re.compile(
    r"(?i)^\W*(?:(?:and|but|so|ok|okay|hi|hello|well)[\s,]+)*(?:do|does|did|is|are|was|were|will|would|could|can|should|have|has|may|what|when|where|why|who|how|which|am)\b(?!n'?t (?:call|text|email|contact))"
)
_HYPOTHESIS = re.compile(
    r"(?i)\b(?:if (?:i|we|you|he|she|they|my|the|it|that|this|there|not)\b|suppose (?:that|i|you|we|the)\b|imagine|not saying|assuming|in case|would have|could have|might|maybe i|what if|wondering (?:if|whether)|whether|unless|hypothetically|let'?s say)\b"
)
_POLITE = re.compile(r"(?i)\b(?:easier|better|best|prefer(?: it)?|appreciate(?: it)?|rather|great|fine|like it) if you\b")
_QUOTED = re.compile(
    r"(?i)\b(?:he|she|they|you|your (?:agent|colleague|rep|website|site|email)|the (?:agent|email|website|guy|lady|letter|ad)|my (?:friend|neighbou?r|boss|colleague|sister|brother|mother|husband|wife)|the (?:leaflet|brochure|poster|article|manual|sign|advert|app|letter)|somebody|someone) (?:said|says|told|claims?|claimed|wrote|asked|keeps? saying|mentioned|reckons?|thinks?|believes?|swears?|insists?)\b|\"[^\"]{12,}\""
)
_IRONY = re.compile(
    r"(?i)\b(?:yeah,? right|as if|oh,? (?:great|sure|fantastic|wonderful|perfect|brilliant)|thanks for nothing|just (?:great|what i needed|perfect)|how (?:lovely|nice|wonderful)|so much for|/s)\b|🙄"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences; where there is no punctuation, the whole text is one."""
    at = 0
    for hit in _BORDER.finditer(text):
        yield from _span(text, at, hit.start())
        at = hit.end()
    yield from _span(text, at, len(text))


def clause_at(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    """The clause of the sentence `start`..`end` that `at` is in."""
    begin = start
    for hit in _CLAUSE.finditer(text, start, end):
        if hit.end() <= at:
            begin = hit.end()
        elif hit.start() >= at:
            return begin, hit.start()
    return begin, end


def _span(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    if end > start and any(c.isalnum() for c in text[start:end]):
        yield start, end


def is_question(text: str, start: int, end: int) -> bool:
    """Does the sentence ask?"""
    return text[start:end].endswith("?") or text[end : end + 2].strip().startswith("?") or bool(_QUESTION.match(text[start:end]))


def is_unreal(sentence: str) -> bool:
    """Is it a hypothesis, another's words, or irony?"""
    return bool(_HYPOTHESIS.search(_POLITE.sub("", sentence)) or _QUOTED.search(sentence) or _IRONY.search(sentence))
