"""Which claims of a model are taken, and as what. What belongs here: one check a rule, and the claim that is left. What does not: reading answers, asking for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from snowballstemmer import stemmer

from transforms.extractors.grammar.contacts import emails, phones
from transforms.extractors.llm.prompt import Part, Turn, may_be_asked
from transforms.registry import Attribute, Registry
from transforms.reported import reported
from transforms.statements import statement
from transforms.validity import calendar, due, since, until
from transforms.values import amount, clock
from warehouse.tables.words import KINDS, OPERATIONS

CONFIDENCE = 0.8
"""Of every claim: what a model says of its own sureness is not asked."""
OF_AGENTS = ("outcome", "commitment")
MASK = "•"
LONGEST_STATEMENT = 240
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_NO = re.compile(r"(?i)\b(?:not|no|never|none|nothing|nobody|cannot|without)\b|n['’]t\b")
_SPARE = frozenset(
    [
        "not", "cannot", "the", "a", "an", "customer", "agent", "they", "their", "them", "theirs", "themselves",
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "does", "do", "did",
        "that", "to", "of", "in", "on", "at", "for", "with", "and",
    ]
)
"""Words that a statement may add to its quote: they turn the first person into the third, and say nothing."""
_STEMS = stemmer("english")


class Refused(Exception):
    """A claim that is not taken; its text is the rule it breaks."""


def claim(item: Any, part: Part, registry: Registry) -> dict[str, Any]:
    """The claim that an item of an answer makes.

    Raises:
        Refused: it breaks a rule.
    """
    if not isinstance(item, dict) or type(item.get("turn")) is not int or not isinstance(item.get("quote"), str):
        raise Refused("not of the shape that was asked for")
    turn = next((t for t in part.turns if t.number == item["turn"]), None)
    if turn is None:
        raise Refused("no such turn in the request")
    quote = item["quote"].strip()
    start = turn.text.find(quote)
    if not quote or start < 0:
        raise Refused("the quote does not stand in the turn")
    if item.get("operation", "assert") not in OPERATIONS:
        raise Refused("no such operation")
    attribute = _attribute(item.get("attribute"), registry)
    kind = attribute.kind if attribute else _kind(item.get("kind"))
    _check_speaker(turn, kind)
    made = _valued(item, attribute, turn, quote, start) if attribute else _stated(item, kind, turn, quote, start)
    return {"episode_id": part.episode_id, "interaction_id": turn.interaction_id, "kind": kind} | made | _vouched(turn) | _dated(turn, kind, quote)


def _attribute(name: Any, registry: Registry) -> Attribute | None:
    if name is None or name == "":
        return None
    if isinstance(name, str) and name.startswith("sensitive."):
        raise Refused("sensitive numbers are found when they land, and nowhere else")
    if not isinstance(name, str) or name not in registry or not may_be_asked(registry[name]):
        raise Refused("no such attribute")
    return registry[name]


def _kind(kind: Any) -> str:
    if kind not in KINDS:
        raise Refused("no such kind")
    if kind == "attribute":
        raise Refused("an attribute that is not named")
    return str(kind)


def _check_speaker(turn: Turn, kind: str) -> None:
    """A bot's and a system's words are no claims; an agent's are what was done and what was promised."""
    if turn.speaker != "customer" and not (turn.speaker == "agent" and kind in OF_AGENTS):
        raise Refused("not for this speaker to say")


def _valued(item: Mapping[str, Any], attribute: Attribute, turn: Turn, quote: str, start: int) -> dict[str, Any]:
    """A claim about an attribute: the quote is the value, where that stands in it."""
    operation, given = str(item.get("operation", "assert")), item.get("value")
    if given is None and operation == "retract":
        value, first, last = None, 0, len(quote)
    elif not isinstance(given, str) or not given.strip():
        raise Refused("an attribute without a value")
    elif MASK in given:
        raise Refused("a masked value")
    else:
        value, first, last = _value(attribute, given, quote)
    return {
        "attribute": attribute.name, "value": value, "operation": operation, "statement": statement(attribute, value, operation, turn.speaker),
        "quote": quote[first:last], "quote_start": start + first, "quote_end": start + last,
    }  # fmt: skip


def _value(attribute: Attribute, given: str, quote: str) -> tuple[str, int, int]:
    """The canonical value, and the span of the quote that gives it."""
    value = attribute.canonical(given)
    if attribute.type == "boolean" or attribute.values:
        if value not in (attribute.values or ("yes", "no")):
            raise Refused("not one of the attribute's values")
        return value, 0, len(quote)
    if attribute.type in ("number", "time"):
        if (amount if attribute.type == "number" else clock)(value) is None:
            raise Refused(f"not a {attribute.type}")
        return value, *_place(given, quote, (0, len(quote)))
    spans = [(found.start, found.end) for found in _parsed(attribute, quote) if found.value == value]
    spans += [(0, len(quote))] if attribute.name == "person.date_of_birth" and calendar(quote) == value else []
    first, last = _place(given, quote, spans[0] if spans else None)
    return value if spans else attribute.canonical(quote[first:last]), first, last


def _parsed(attribute: Attribute, quote: str) -> Iterator[Any]:
    """Contact details that the quote spells out, as in "jo at example dot com"."""
    if attribute.name == "contact.email":
        yield from emails(quote)
    if attribute.name == "contact.phone":
        yield from phones(quote, asked=True)


def _place(given: str, quote: str, otherwise: tuple[int, int] | None) -> tuple[int, int]:
    """Where a value stands in the quote, upper and lower case and blanks alike."""
    words = r"\s+".join(map(re.escape, given.split()))
    found = re.search(rf"(?<!\w){words}(?!\w)", quote, re.IGNORECASE)
    if found:
        return found.span()
    if otherwise is None:
        raise Refused("the value does not stand in the quote")
    return otherwise


def _stated(item: Mapping[str, Any], kind: str, turn: Turn, quote: str, start: int) -> dict[str, Any]:
    """A free statement: in the model's words where these say no more than the quote, else in our own."""
    if item.get("operation") == "retract":
        raise Refused("a statement is not taken back without its attribute")
    said = item.get("statement")
    told = said.strip() if isinstance(said, str) and says_no_more(said, quote) else reported(quote, kind, turn.speaker, turn.asked)
    return {"statement": told, "quote": quote, "quote_start": start, "quote_end": start + len(quote)}


def says_no_more(said: str, quote: str) -> bool:
    """Is every word of a sentence a word of the quote, or one that says nothing? And does it deny where the quote denies?"""
    fits = said.startswith(("The customer", "The agent")) and len(said) <= LONGEST_STATEMENT and "\n" not in said
    return fits and _stems(said) <= _stems(quote) and bool(_NO.search(said)) == bool(_NO.search(quote))


def _stems(text: str) -> set[str]:
    words = {word.removesuffix("n't").removesuffix("'s") for word in _WORD.findall(text.casefold().replace("’", "'"))}
    return {str(_STEMS.stemWord(word)) for word in words - _SPARE}


def _vouched(turn: Turn) -> dict[str, Any]:
    return {"authority": "customer" if turn.speaker == "customer" else "agent", "confidence": CONFIDENCE}


def _dated(turn: Turn, kind: str, quote: str) -> dict[str, Any]:
    """When it holds, or is due, by the words of the quote and the turn's time and zone."""
    if kind == "commitment":
        return {"due_at": due(quote, turn.occurred_at, turn.timezone)}
    return {"valid_from": since(quote, turn.occurred_at, turn.timezone), "valid_to": until(quote, turn.occurred_at, turn.timezone)}
