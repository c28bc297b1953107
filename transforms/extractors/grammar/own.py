"""The user's own patterns and marked examples. What belongs here: turning them into patterns over a text. What does not: closed vocabularies, which the slots know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.extractors.grammar.found import Found
from transforms.extractors.grammar.sentences import sentences
from transforms.registry import Attribute, Registry
from transforms.values import NUMBER_WORDS

_MARKED = re.compile(r"<([^<>]+)>")
_CONTEXT = 3
_SHAPES = {"number": r"\d+(?:[.,]\d+)?|" + "|".join(NUMBER_WORDS), "time": r"\d{1,2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?|noon|midnight"}
_FREE = r"[\w@#$€£'+./-]+(?: [\w@#$€£'+./-]+){0,3}?"


class Own:
    """Patterns of the registry's own attributes."""

    def __init__(self, registry: Registry) -> None:
        self._patterns = [(a, re.compile(p)) for a in registry.own for p in ([a.pattern] if a.pattern else [])]
        self._patterns += [(a, p) for a in registry.own for e in a.examples if (p := _pattern(a, e))]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def find(self, text: str) -> Iterator[Found]:
        """What the user's patterns and examples say is a value."""
        for attribute, pattern in self._patterns:
            for hit in pattern.finditer(text):
                start, end = hit.span("value")
                if end <= start:
                    continue
                if attribute.type in ("enum", "boolean") and attribute.canonical(text[start:end]) not in attribute.values and attribute.values:
                    continue
                if attribute.kind != "attribute":
                    start, end = next((s for s in sentences(text) if s[0] <= start < s[1]), (start, end))
                yield Found(start, end, attribute.kind, attribute.name, hit["value"], confidence=0.9)


def _pattern(attribute: Attribute, example: str) -> re.Pattern[str] | None:
    """The words right around the marked value, as many as three, before any words of the value's length or its vocabulary."""
    hit = _MARKED.search(example)
    if not hit:
        return None
    before, after = example[: hit.start()].split()[-_CONTEXT:], example[hit.end() :].split()[:_CONTEXT]
    if not before and not after:
        return None
    known = sorted({w for name, words in attribute.values.items() for w in (name, *words)}, key=lambda w: (-len(w), w))
    value = "|".join(re.escape(w) for w in known) if known else _SHAPES.get(attribute.type, _FREE)
    left = r"\s+".join(re.escape(w) for w in before)
    right = r"\s+" + r"\s+".join(re.escape(w) for w in after) if after else r"(?=$|[.,;!?]|\s+(?:and|but|please|so|because|or)\b)"
    return re.compile(rf"(?i)\b{left}\s+(?P<value>{value}){right}" if left else rf"(?i)\b(?P<value>{value}){right}")
