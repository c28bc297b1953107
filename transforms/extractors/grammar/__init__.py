"""Claims with a form: contact details, numbers, names, and speech acts. What belongs here: who said it, in answer to what. What does not: the forms themselves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from transforms.extractors import claims
from transforms.extractors.grammar.acts import acts
from transforms.extractors.grammar.codes import CUES, codes, spelt_codes, usernames
from transforms.extractors.grammar.contacts import emails, phones
from transforms.extractors.grammar.context import asked, topics, with_context
from transforms.extractors.grammar.found import Found, apart
from transforms.extractors.grammar.gates import FORMS, Gate, gates
from transforms.extractors.grammar.narrow import may_ask, narrowed
from transforms.extractors.grammar.own import Own
from transforms.extractors.grammar.persons import addresses, births, names
from transforms.extractors.grammar.places import places
from transforms.extractors.grammar.reach import reach
from transforms.registry import Registry
from transforms.reported import reported
from transforms.statements import statement
from transforms.validity import due, since, until

_ON_FILE = re.compile(r"(?i)\b(?:on file|i see|i have|we have|is it|correct|confirm|still|ending in|can i|may i)\b|\?")
_GONE = re.compile(r"(?i)\b(?:old|previous|former|used to|no longer|not my|back then)\b[^.,;]{0,30}$")
_EARLY, _LONG = 7, 7
_BYGONE = re.compile(r"(?i)\W*(?:was|used to be|were) (?:my|our)\b|\W*(?:is|was) (?:from )?(?:my|our|an?|the) (?:old|previous|former)\b")
_DATED = re.compile(r"(?i)\b(?:from|starting|beginning|effective|as of|since|after|until|till|through|last|past|ago|yesterday)\b")
_REFERENCE = re.compile(r"(?i)\b(?:number|no|id|code|reference|ref|#)\b")
_AGENTS = frozenset({"booking.number", "order.number", "claim.number", "ticket.number", "policy.number"})


class GrammarExtractor:
    """Patterns over de-duplicated texts; a text is looked at once for each thing that was asked before it."""

    name = "grammar"
    version = "2"

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
        columns = ["episode_id", "interaction_id", "speaker", "text", "language", "occurred_at", "timezone", "before", "is_alone", "gates"]
        episode, expected = "", _Expected()
        for episode_id, interaction_id, speaker, text, language, at, zone, before, is_alone, passed in self._worth(turns).select(columns).iter_rows():
            if episode_id != episode:
                episode, expected = episode_id, _Expected()
            english = language in ("en", "und")
            if speaker == "agent":
                found = self._agent(text, passed) if english else ()
            elif not is_alone:
                found = self._customer(text, passed, self._asked(before) if before else frozenset(), _HEARD, english)
            else:
                found = self._customer(text, passed, frozenset(), expected.now(text), english)
                expected.heard(text, found)
            rows.extend(self._claim(one, episode_id, interaction_id, speaker, text, at, zone) for one in found)
        return claims(rows)

    def _worth(self, turns: pl.DataFrame) -> pl.DataFrame:
        """Turns with `gates`, without those in which nothing can be found."""
        said = with_context(turns).filter(pl.col("speaker").is_in(["customer", "agent"]) & (pl.col("text") != ""))
        asking = said.select("before").unique()
        asking = asking.filter(may_ask(asking["before"]))
        said = said.with_columns(before=pl.when(pl.col("before").is_in(asking["before"].implode())).then("before").otherwise(pl.lit("")))
        texts = said.select("text").unique()
        texts = texts.with_columns(gates=narrowed(texts["text"], gates(texts["text"])) + (Gate.OWN if self._own else 0))
        said = said.join(texts, on="text", how="left", maintain_order="left")
        of_agent = (pl.col("gates") & (Gate.PROMISE | Gate.DONE | Gate.DIGIT | Gate.ADVICE)) != 0
        of_customer = (pl.col("gates") != 0) | (pl.col("before") != "") | pl.col("is_alone")
        return said.filter(pl.when(pl.col("speaker") == "agent").then(of_agent).otherwise(of_customer))

    def _of_customer(self, text: str, passed: int, wanted: frozenset[str], alone: _Alone, english: bool) -> tuple[Found, ...]:
        forms = apart(self._forms(text, passed, wanted, alone, english)) if passed & FORMS or wanted or alone.is_alone else []
        forms = [f for f in forms if not _GONE.search(text[max(0, f.start - 40) : f.start]) and not _BYGONE.match(text, f.end)]
        reached = list(reach(text)) if english and passed & Gate.REACH else []
        done = [a for a in acts(text, "customer", passed) if a.kind != "preference" or not any(a.touches(r) for r in reached)] if english else []
        return (*forms, *(self._own.find(text) if passed & Gate.OWN else ()), *reached, *done)

    def _forms(self, text: str, passed: int, wanted: frozenset[str], alone: _Alone, english: bool) -> Iterator[Found]:
        has_digit = bool(passed & Gate.DIGIT)
        if passed & Gate.MAIL:
            yield from emails(text)
        is_placed = english and (passed & Gate.STREET or alone.place or "contact.address" in wanted)
        numbers = []
        if has_digit and english:
            yield from births(text, wanted)
            if is_placed:
                yield from addresses(text, wanted, alone.place)
        if has_digit:
            numbers = list(codes(text, wanted, alone.code, alone=alone.is_alone))
            yield from (n for n in numbers if n.confidence > 0.8)
        if passed & Gate.SPELLED and english:
            yield from spelt_codes(text, wanted)
        if has_digit or passed & Gate.SPELLED:
            yield from phones(text, "contact.phone" in wanted, cue_needed=bool(wanted & CUES.keys()) and "contact.phone" not in wanted)
        if english:
            if passed & Gate.USER or wanted:
                yield from usernames(text, wanted)
            yield from numbers
            if passed & Gate.NAME or "person.name" in wanted or alone.name:
                yield from names(text, wanted, alone.name)
            if not has_digit and is_placed:
                yield from addresses(text, wanted, alone.place)
            if passed & Gate.PLACE:
                yield from places(text)

    def _of_agent(self, text: str, passed: int) -> tuple[Found, ...]:
        numbers: list[Found] = []
        if passed & Gate.DIGIT and _REFERENCE.search(text) and not _ON_FILE.search(text):
            numbers = [c for c in codes(text, (), None) if c.attribute in _AGENTS and _REFERENCE.search(text[max(0, c.start - 40) : c.start])]
        return (*numbers, *acts(text, "agent", passed))

    def _claim(self, one: Found, episode_id: str, interaction_id: str, speaker: str, text: str, at: Any, zone: str) -> dict[str, Any]:
        quote = text[one.start : one.end]
        attribute = self._registry.get(one.attribute) if one.attribute else None
        value = attribute.canonical(one.value) if attribute and one.value else one.value
        dated = bool(_DATED.search(text)) and one.kind != "commitment"
        return {
            "episode_id": episode_id, "interaction_id": interaction_id, "kind": one.kind, "attribute": one.attribute, "value": value, "operation": one.operation, "topic": one.topic,
            "statement": statement(attribute, value, one.operation, speaker) if attribute and one.kind != "issue" else reported(quote, one.kind, speaker), "quote": quote, "quote_start": one.start, "quote_end": one.end,
            "authority": "agent" if speaker == "agent" else "customer", "confidence": one.confidence, "valid_from": since(text, at, zone) if dated else None,
            "valid_to": until(text, at, zone) if dated else None, "due_at": due(one.due, at, zone) if one.due else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Alone:
    """What a turn may be where the agent is not heard: is a name due, does an address fit, which number is a bare one?"""

    is_alone: bool = False
    name: bool = False
    place: bool = False
    code: str | None = None


_HEARD = _Alone()


class _Expected:
    """What may come next in an episode in which only the customer is heard."""

    def __init__(self) -> None:
        self._topics: list[str] = []
        self._turns, self._named = 0, False

    def now(self, text: str) -> _Alone:
        """What this turn may be: a name is given early on, once."""
        return _Alone(True, 0 < self._turns < _EARLY and not self._named, "contact.address" in self._topics, self._code(text))

    def _code(self, text: str) -> str | None:
        known = [t for t in (topics(text) + self._topics) if t != "contact.address"]
        if "claim.number" in known and sum(c.isdigit() for c in text) >= _LONG:
            return "policy.number"
        return known[0] if known else None

    def heard(self, text: str, found: tuple[Found, ...]) -> None:
        """Takes note of one more turn."""
        self._turns += 1
        self._named = self._named or any(f.attribute == "person.name" for f in found)
        self._topics += [t for t in topics(text) if t not in self._topics]
