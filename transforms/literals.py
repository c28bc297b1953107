"""Which of many patterns a text can match at all, told by one Aho-Corasick pass.

What belongs here: the literals without which a pattern cannot match, and rules of substitution that are tried only where theirs stand. What does not:
any pattern. A pattern without such literals is always tried, so that nothing is lost by asking first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import ahocorasick_rs

_FEW = 8
"""Signs that a set of signs may have to be worth looking for."""


def needed(pattern: str) -> frozenset[str]:
    """Literals one of which stands in whatever the pattern matches; none where that cannot be said. The pattern must tell case apart."""
    parsed = parser.parse(pattern)
    if parsed.state.flags & re.IGNORECASE:
        raise ValueError("a pattern that takes upper and lower case for the same has no literals")
    return _of_sequence(parsed) or frozenset()


def _of_sequence(parsed: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The best of what each part of a sequence needs: the one whose shortest literal is longest."""
    found: list[frozenset[str]] = []
    run = ""
    for code, told in parsed:
        if code is sre.LITERAL:
            run += chr(told)
            continue
        if run:
            found.append(frozenset([run]))
            run = ""
        if part := _of_part(code, told):
            found.append(part)
    if run:
        found.append(frozenset([run]))
    return max(found, key=lambda literals: (min(map(len, literals)), -len(literals)), default=None)


def _of_part(code: Any, told: Any) -> frozenset[str] | None:
    if code is sre.BRANCH:
        parts = [_of_sequence(branch) for branch in told[1]]
        return frozenset().union(*(p for p in parts if p)) if all(parts) else None
    if code is sre.SUBPATTERN:
        return _of_sequence(told[3])
    if code in (sre.MAX_REPEAT, sre.MIN_REPEAT) and told[0] > 0:
        return _of_sequence(told[2])
    if code is sre.IN and len(told) <= _FEW and all(part is sre.LITERAL for part, _ in told):
        return frozenset(chr(sign) for _, sign in told)
    return None


class Rules:
    """Substitutions one after the other."""

    def __init__(self, rules: Sequence[tuple[str, str]]) -> None:
        self._rules = [(re.compile(pattern), said) for pattern, said in rules]
        literals: dict[str, int] = {}
        self._always = 0
        for at, (pattern, _) in enumerate(rules):
            wanted = needed(pattern)
            self._always |= 0 if wanted else 1 << at
            for literal in wanted:
                literals[literal] = literals.get(literal, 0) | 1 << at
        self._of = list(literals.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(literals))

    def _open(self, text: str) -> int:
        """Rules that may apply, as bits."""
        wanted = self._always
        for literal, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            wanted |= self._of[literal]
        return wanted

    def apply(self, text: str) -> str:
        """The text after all of them."""
        wanted = self._open(text)
        for at, (pattern, said) in enumerate(self._rules):
            if wanted >> at & 1 and (changed := pattern.sub(said, text)) != text:
                text = changed
                wanted = self._open(text)
        return text
