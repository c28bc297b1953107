"""A registry made ready for reading. What belongs here: which words may mean which value of which attribute. What does not: which of them is meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.extractors.grammar.words import COMMON
from transforms.extractors.slots.lexicon import DOING, FROM, SLOTS, STOP, TO, TOPICS, VALUES, WHO
from transforms.registry import Attribute, Registry
from transforms.values import clock

TOKEN = re.compile(r"\d+(?:[:.]\d+)?|[^\W\d_]+|[$£€]")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
INITIALS = 0.75
_CARELESS = frozenset({"dontcare", "any", "none", "dont care", "do not care"})


class Token(NamedTuple):
    """A word or number of a text, folded, with its place."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Words and numbers of a text; "king's" and "king 's" are two words both."""
    return [Token(m[0].casefold(), m.start(), m.end()) for m in TOKEN.finditer(text)]


@dataclass(frozen=True)
class Slot:
    """An attribute with what is known of it from its name, description and values.

    shape: `words`, `boolean`, `clock`, `ordinal`, `number`, `name`, `place` or `text`.
    """

    attribute: Attribute
    shape: str
    domain: str
    topic: frozenset[str]
    asks: frozenset[str]
    role: str
    careless: str | None
    own: frozenset[str]
    is_dated: bool
    clocks: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The attribute's name."""
        return self.attribute.name


class Vocabulary:
    """All slots of a registry, and a trie of the words that may be one of their values."""

    def __init__(self, registry: Registry) -> None:
        own = [a for a in registry.own if a.kind not in ("outcome", "commitment")]
        self.slots = {a.name: _slot(a) for a in own}
        self.domains = _domains(self.slots.values())
        self.topic_words: dict[str, dict[str, float]] = defaultdict(dict)
        self.doing_words: dict[str, set[str]] = defaultdict(set)
        heads = {d: _words(d) for d in self.domains}
        for domain, parts in heads.items():
            for place, part in enumerate(parts):
                is_doing = part in DOING and len(parts) > 1 and place > 0
                for word in (part, part + "s", *TOPICS.get(part, ())):
                    if is_doing:
                        self.doing_words[word].add(domain)
                    else:
                        self.topic_words[word][domain] = max(self.topic_words[word].get(domain, 0.0), 1.0 if word.startswith(part) else 0.6)
        self.forms: dict[str, list[tuple[tuple[str, ...], list[tuple[str, str, float]]]]] = {}
        self._index()
        self._near = _deletions(w for w in self.forms if len(w) > 4)

    def _index(self) -> None:
        found: dict[tuple[str, ...], dict[tuple[str, str], float]] = defaultdict(dict)
        for slot in self.slots.values():
            if slot.shape in ("words", "place", "text"):
                for value, form, weight in _forms(slot):
                    if form:
                        at = found[form]
                        at[slot.name, value] = max(weight, at.get((slot.name, value), 0.0))
        grouped: dict[str, list[tuple[tuple[str, ...], list[tuple[str, str, float]]]]] = defaultdict(list)
        for form, meant in found.items():
            grouped[form[0]].append((form, [(name, value, weight) for (name, value), weight in sorted(meant.items())]))
        self.forms = {first: sorted(group, key=lambda g: -len(g[0])) for first, group in grouped.items()}

    def at(self, words: list[Token], index: int) -> tuple[int, list[tuple[str, str, float]]]:
        """The longest form that begins at `index`: how many tokens, and what it may mean."""
        first = words[index].text
        group = self.forms.get(first)
        if group is None and len(first) > 4 and first not in COMMON:
            near = sorted({w for cut in _cuts(first) for w in self._near.get(cut, ()) if _is_slip(first, w)})
            group = self.forms.get(near[0]) if len(near) == 1 else None
        for form, meant in group or ():
            if len(words) - index >= len(form) and all(words[index + i].text == w for i, w in enumerate(form[1:], 1)):
                return len(form), meant
        return 0, []


def _slot(attribute: Attribute) -> Slot:
    head, _, last = attribute.name.rpartition(".")
    topic = _words(head)
    own = [w for w in _words(last) if w not in STOP]
    about = {w for w in _words(attribute.description) if w not in STOP and w not in topic} if len(attribute.description) < 80 else set()
    asks = {*own, *about} - {"number", "book"}
    wide = asks | {s for w in asks for s in SLOTS.get(w, ())}
    topics = {*topic, *(s for w in topic for s in TOPICS.get(w, ()))}
    values = [v for v in attribute.values if v.casefold() not in _CARELESS]
    role = "from" if set(own) & FROM else "to" if set(own) & TO else ""
    careless = next((v for v in attribute.values if v.casefold() in _CARELESS), None)
    shape, clocks = _shape(attribute, values, own)
    is_dated = shape in ("clock", "ordinal") or {"monday", "sunday"} <= {v.casefold() for v in values}
    return Slot(
        attribute, shape, head, frozenset(topics), frozenset(wide), role, careless, frozenset(w for w in own if w not in WHO and w not in topic) or frozenset(own), is_dated, clocks
    )


def _shape(attribute: Attribute, values: list[str], own: list[str]) -> tuple[str, dict[str, str]]:
    low = {v.casefold() for v in values}
    if attribute.type == "boolean" or ({"yes", "no"} <= low and len(low) < 5):
        return "boolean", {}
    clocks = {c: v for v in values if (c := clock(v.casefold()))} if attribute.type == "time" or (values and all(re.search(r"[ap]m$|:", v.casefold()) for v in values)) else {}
    if attribute.type == "time" or (values and len(clocks) == len(values)):
        return "clock", clocks
    if values and all(_ORDINAL.fullmatch(v.casefold()) for v in values):
        return "ordinal", {}
    if attribute.type == "number":
        return "number", {}
    if not values and "name" in own:
        return "name", {}
    if {"location", "place", "address", "departure", "destination"} & set(own):
        return "place", {}
    return ("words", {}) if values and attribute.type == "enum" else ("text", {})


def _words(text: str) -> list[str]:
    return [w for w in re.sub(r"[^\w]|_|\d+$", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold().split() if w]


def _domains(slots: Iterable[Slot]) -> dict[str, list[Slot]]:
    grouped: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        grouped[slot.domain].append(slot)
    return dict(grouped)


def _forms(slot: Slot) -> Iterable[tuple[str, tuple[str, ...], float]]:
    """(value, words, weight) of every way a value of the slot may be said."""
    values = {v: words for v, words in slot.attribute.values.items() if v.casefold() not in _CARELESS}
    split = {v: tuple(t.text for t in tokens(v)) for v in values}
    heads: dict[str, set[str]] = defaultdict(set)
    for words in split.values():
        for word in words:
            heads[word].add(" ".join(words).removeprefix("the "))
    for value, synonyms in values.items():
        words = split[value]
        if not words:
            continue
        given = [(s, 0.95) for s in synonyms] + [(s, 0.9) for s in VALUES.get(value.casefold(), ())]
        yield value, words, 1.0
        for said, weight in given:
            yield value, tuple(t.text for t in tokens(said)), weight
        yield from _variants(value, words)
        if len(words) > 1:
            yield from _partial(value, words, heads)


def _variants(value: str, words: tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...], float]]:
    """Joined, plural, possessive and without an article."""
    if words[0] == "the" and len(words) > 1 and not (len(words) == 2 and words[1] in COMMON):
        yield value, words[1:], 0.97
    if 1 < len(words) < 4:
        yield value, ("".join(words),), 0.95
    if len(words) == 1 and len(words[0]) > 3 and words[0].isalpha():
        yield value, (words[0] + "s",), 0.95
        if words[0].endswith("s"):
            yield value, (words[0][:-1],), 0.9
        if words[0].endswith("y"):
            yield value, (words[0][:-1] + "ies",), 0.95
    if any(w.endswith("s") and len(w) > 3 for w in words):
        yield value, tuple(p for w in words for p in ((w[:-1], "s") if w.endswith("s") and len(w) > 3 else (w,))), 0.95
    if len(words) > 1 and "s" in words:
        joined = re.sub(r" s\b", "s", " ".join(words)).split()
        yield value, tuple(joined), 0.95
    camel = re.findall(r"[A-Z][a-z]+", value)
    if len(camel) > 1 and " " not in value:
        yield value, tuple(w.lower() for w in camel), 0.95


def _partial(value: str, words: tuple[str, ...], heads: dict[str, set[str]]) -> Iterable[tuple[str, tuple[str, ...], float]]:
    """What is left of a name where the word of its kind is left out: 'the Hilton', 'North Heights', 'Johnson'."""
    kind = words[-1]
    if len(words) > 2 or len(heads[kind]) > 1:
        stem = words[1:] if words[0] == "the" else words
        for cut in range(len(stem) - 1, 0, -1):
            part = stem[:cut]
            if len({h for h in heads[part[0]] if h.split()[:cut] == list(part)}) == 1 and (len(part) > 1 or (part[0] not in COMMON and len(part[0]) > 3)):
                yield value, part, 0.8
    if len(words) == 2 and len(heads[words[0]]) > 1 and len(heads[kind]) == 1 and kind not in COMMON:
        yield value, (kind,), 0.8
    initials = "".join(w[0] for w in words)
    if len(words) < 4 and len(initials) > 1 and initials not in COMMON and initials.isalpha():
        yield value, (initials,), INITIALS
    if words[-1] == "city" and len(words) > 2:
        yield value, words[:-1], 0.9


def _is_slip(said: str, word: str) -> bool:
    """Is it the same word with a letter left out, doubled or swapped? Another letter in its place may make another word, so only in long ones."""
    if said[0] != word[0] or said[-1] != word[-1]:
        return False
    return len(said) != len(word) or sorted(said) == sorted(word) or len(word) > 7


def _cuts(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _deletions(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by what one left-out letter makes of them, so that two words one slip apart meet (symmetric deletion, Garbe 2012)."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for cut in _cuts(word):
            found[cut].add(word)
    return {cut: tuple(sorted(group)) for cut, group in found.items()}
