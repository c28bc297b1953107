"""Cuts a message into sentences with their places.

What belongs here: boundaries that hold in written and spoken text alike. What doesn't: what a sentence says (`sentences`).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

_BEGINS = "i|i'm|i've|my|we|we're|our|he|she|they|it|it's|the|this|that|there|do|does|did|is|are|can|could|would|will|what|how|where|when|who|which|any|also|and|but|so|please|no|yes"
"""Words with which a sentence goes on after a full stop where nothing is capitalised."""
_END = re.compile(rf"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9•¿¡]|(?:{_BEGINS})\b)|(?<=[!?])\s+|\n+|\s+(?=[-*•]\s)")
_MAY_END = re.compile(r"[.!?…][\"')\]]*\s|\n|\s[-*•]\s")
"""Without one of these nothing ends within a text."""
_ABBREVIATED = re.compile(r"\b(?:mr|mrs|ms|dr|prof|st|no|vs|e\.g|i\.e|etc|inc|ltd|co|jr|sr|approx|ext|dept|[a-z])\.$", re.IGNORECASE)
_JOINT = re.compile(r"\s+(?=(?:and|but|so|also|because)\s+(?:i|i'm|i've|my|we|we're)\b)", re.IGNORECASE)
_ASKS = re.compile(r",\s+(?=(?:and |but |so )?(?:do|does|did|is|are|was|can|could|would|will|should|may|what|how|where|which|when|why|who|any)\b[^,;?]*\?\W*$)", re.IGNORECASE)
_RHETORIC = re.compile(r"(?:,\s*|\s+)(?=(?:can you (?:believe|imagine)(?: (?:it|that))?|would you believe(?: it)?|isn't that (?:great|lovely|funny|sad)|you know what i mean)\s*[?!.]*\s*$)", re.IGNORECASE)
_TELLS = re.compile(r"\b(?:i|i'?m|i'?ve|my|we|we'?re|we'?ve|our|he|he's|she|she's|they|they're|they've|his|her)\b(?:\W+\w+){2}", re.IGNORECASE)
LONG = 28


class Clause(NamedTuple):
    """A sentence and its place, code points, half open."""

    text: str
    start: int
    end: int


def _trimmed(text: str, start: int, end: int) -> Clause | None:
    cut = text[start:end]
    start += len(cut) - len(cut.lstrip())
    cut = cut.strip()
    return Clause(cut, start, start + len(cut)) if any(c.isalnum() for c in cut) else None


def _cuts(text: str) -> list[int]:
    if not _MAY_END.search(text):
        return []
    return [m.end() for m in _END.finditer(text) if not _ABBREVIATED.search(text[: m.start()][-8:])]


def clauses(text: str) -> list[Clause]:
    """Sentences of a message; a question that follows what is told, and a long run of words without a stop (a transcript's), is cut where the speaker begins anew."""
    found: list[Clause] = []
    edges = [0, *_cuts(text), len(text)]
    for start, end in pairwise(edges):
        inner = [start]
        if end - start > 2 * LONG and len(text[start:end].split()) > LONG and not re.search(r"[,;]", text[start:end]):
            inner += [start + m.end() for m in _JOINT.finditer(text[start:end])]
        asks = (_RHETORIC.search(text, start, end) or _ASKS.search(text, start, end)) if "?" in text[start:end] else None
        if asks and (asks.re is _RHETORIC or _TELLS.search(text[start : asks.start()])):
            inner.append(asks.end())
        inner.append(end)
        found += [c for a, b in pairwise(inner) if (c := _trimmed(text, a, b))]
    return found
