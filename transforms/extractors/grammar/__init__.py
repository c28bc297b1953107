"""Claims with a form: contact details, numbers, names, and speech acts. What belongs here: who said it, in answer to what. What does not: the forms themselves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import polars as pl

from transforms.extractors import claims
from transforms.extractors.grammar.acts import acts
from transforms.extractors.grammar.codes import CUES, codes, usernames
from transforms.extractors.grammar.contacts import emails, phones
from transforms.extractors.grammar.context import asked, topics, with_context
from transforms.extractors.grammar.found import Found, apart
from transforms.extractors.grammar.own import Own
from transforms.extractors.grammar.persons import addresses, births, names
from transforms.extractors.grammar.places import places
from transforms.extractors.grammar.reach import reach
from transforms.registry import Registry
from transforms.statements import reported, statement
from transforms.validity import due, since, until

_ON_FILE = re.compile(r"(?i)\b(?:on file|i see|i have|we have|is it|correct|confirm|still|ending in|can i|may i)\b|\?")
_GONE = re.compile(r"(?i)\b(?:old|previous|former|used to|no longer|not my)\b[^.,;]{0,30}$")
_DATED = re.compile(r"(?i)\b(?:from|starting|beginning|effective|as of|since|after|until|till|through|last|past|ago|yesterday)\b")
_REFERENCE = re.compile(r"(?i)\b(?:number|no|id|code|reference|ref|#)\b")
_AGENTS = frozenset({"booking.number", "order.number", "claim.number", "ticket.number", "policy.number"})


class GrammarExtractor:
    """Patterns over de-duplicated texts; a text is looked at once for each thing that was asked before it."""

    name = "grammar"
    version = "1"

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._own = Own(registry)
        self.digest = hashlib.sha256(repr([(a.name, a.pattern, a.examples) for a in registry.own]).encode()).hexdigest()[:16]
        self._customer = lru_cache(maxsize=1 << 16)(self._of_customer)
        self._agent = lru_cache(maxsize=1 << 16)(self._of_agent)
        self._asked = lru_cache(maxsize=1 << 16)(asked)

    def extract(self, turns: pl.DataFrame) -> pl.DataFrame:
        """Claims (`CLAIMS`) of turns (`TURNS`)."""
        rows: list[dict[str, Any]] = []
        columns = ["episode_id", "interaction_id", "speaker", "text", "language", "occurred_at", "timezone", "before", "is_alone"]
        episode, expected = "", _Expected()
        for episode_id, interaction_id, speaker, text, language, at, zone, before, is_alone in with_context(turns).select(columns).iter_rows():
            if episode_id != episode:
                episode, expected = episode_id, _Expected()
            if not text or speaker not in ("customer", "agent"):
                continue
            english = language in ("en", "und")
            if speaker == "agent":
                found = self._agent(text) if english else ()
            else:
                wanted = self._asked(before) if before else frozenset()
                found = self._customer(text, wanted, expected.name if is_alone else False, expected.code(text) if is_alone else None, expected.place if is_alone else False, is_alone, english)
                if is_alone:
                    expected.heard(text, found)
            rows.extend(self._claim(one, episode_id, interaction_id, speaker, text, at, zone) for one in found)
        return claims(rows)

    def _of_customer(self, text: str, wanted: frozenset[str], bare: bool, default: str | None, place: bool, alone: bool, english: bool) -> tuple[Found, ...]:
        forms = apart(self._forms(text, wanted, bare, default, place, alone, english))
        forms = [_retracted(f) if _GONE.search(text[max(0, f.start - 40) : f.start]) else f for f in forms]
        reached = list(reach(text)) if english else []
        done = [a for a in acts(text, "customer") if a.kind != "preference" or not any(a.touches(r) for r in reached)] if english else []
        return (*forms, *self._own.find(text), *reached, *done)

    def _forms(self, text: str, wanted: frozenset[str], bare: bool, default: str | None, place: bool, alone: bool, english: bool) -> Iterator[Found]:
        has_digit = any(c.isdigit() for c in text)
        yield from emails(text)
        if has_digit and english:
            yield from births(text, wanted)
            yield from addresses(text, wanted, place)
        if has_digit:
            yield from (c for c in codes(text, wanted, None) if c.confidence > 0.8)
        yield from phones(text, "contact.phone" in wanted, cue_needed=bool(wanted & CUES.keys()) and "contact.phone" not in wanted)
        if english:
            yield from usernames(text, wanted)
            if has_digit:
                yield from codes(text, wanted, default, alone=alone)
            yield from names(text, wanted, bare)
            if not has_digit:
                yield from addresses(text, wanted, place)
            yield from places(text)

    def _of_agent(self, text: str) -> tuple[Found, ...]:
        numbers = [] if _ON_FILE.search(text) or not any(c.isdigit() for c in text) else [c for c in codes(text, (), None) if c.attribute in _AGENTS and _REFERENCE.search(text[max(0, c.start - 40) : c.start])]
        return (*numbers, *acts(text, "agent"))

    def _claim(self, one: Found, episode_id: str, interaction_id: str, speaker: str, text: str, at: Any, zone: str) -> dict[str, Any]:
        quote = text[one.start : one.end]
        attribute = self._registry.get(one.attribute) if one.attribute else None
        value = attribute.canonical(one.value) if attribute and one.value else one.value
        dated = bool(_DATED.search(text)) and one.kind != "commitment"
        return {
            "episode_id": episode_id, "interaction_id": interaction_id, "kind": one.kind, "attribute": one.attribute, "value": value, "operation": one.operation, "topic": one.topic,
            "statement": statement(attribute, value, one.operation, speaker) if attribute and one.kind != "issue" else reported(quote, speaker), "quote": quote, "quote_start": one.start, "quote_end": one.end,
            "authority": "agent" if speaker == "agent" else "customer", "confidence": one.confidence, "valid_from": since(text, at, zone) if dated else None,
            "valid_to": until(text, at, zone) if dated else None, "due_at": due(one.due, at, zone) if one.due else None,
        }  # fmt: skip


class _Expected:
    """What may come next in an episode in which only the customer is heard."""

    def __init__(self) -> None:
        self._topics: list[str] = []
        self._turns, self._named = 0, False

    @property
    def name(self) -> bool:
        """A name is given early on, once."""
        return 0 < self._turns < 7 and not self._named

    @property
    def place(self) -> bool:
        """Did the customer come about something that goes to an address?"""
        return "contact.address" in self._topics

    def code(self, text: str) -> str | None:
        """What a bare number would be."""
        known = [t for t in (topics(text) + self._topics) if t != "contact.address"]
        if "claim.number" in known and sum(c.isdigit() for c in text) >= 7:
            return "policy.number"
        return known[0] if known else None

    def heard(self, text: str, found: tuple[Found, ...]) -> None:
        """Takes note of one more turn."""
        self._turns += 1
        self._named = self._named or any(f.attribute == "person.name" for f in found)
        self._topics += [t for t in topics(text) if t not in self._topics]


def _retracted(one: Found) -> Found:
    return Found(one.start, one.end, one.kind, one.attribute, one.value, operation="retract", confidence=one.confidence)
