"""What a pattern finds in one text. What belongs here: the shape that all patterns return, and how overlaps are settled. What does not: any pattern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A claim within one text, before it is known when and by whom it was said."""

    start: int
    end: int
    kind: str
    attribute: str | None = None
    value: str | None = None
    operation: str = "assert"
    topic: str | None = None
    statement: str | None = None
    confidence: float = 0.9
    authority: str | None = None
    due: str | None = None
    since: str | None = None
    until: str | None = None

    def touches(self, other: Found) -> bool:
        """Do the two share a character?"""
        return self.start < other.end and other.start < self.end


def apart(found: Iterable[Found]) -> list[Found]:
    """Those that touch none before them."""
    kept: list[Found] = []
    for one in found:
        if not any(one.touches(other) for other in kept):
            kept.append(one)
    return kept
