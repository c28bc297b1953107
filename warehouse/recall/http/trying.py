"""A recall with what it left out, and why. What belongs here: that comparison, for the page. What does not: ranking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from warehouse.recall.answer import Options
from warehouse.recall.http.shapes import MOST
from warehouse.recall.http.stores import Store

_SHOWN = 40
_ANY_SCORE = -1e9


@dataclass(frozen=True)
class Left:
    """A memory that was left out."""

    memory: dict[str, Any]
    why: str


@dataclass(frozen=True)
class Trial:
    """An answer, and what is not in it."""

    answer: dict[str, Any]
    left: list[Left]
    more: int


def attempt(store: Store, customer_id: str, query: str, options: Options) -> Trial:
    """Recalls, then asks again without budget, limit and threshold to see what these kept away. The first is logged, as any recall is."""
    answer = store.recall(customer_id, query, options)
    wide = replace(options, token_budget=None, limit=MOST)
    ranked = store.recall(customer_id, query, wide, is_logged=False)["observations"]
    every = store.recall(customer_id, query, replace(wide, threshold=_ANY_SCORE), is_logged=False)["observations"]
    kept, answering = {each["id"] for each in answer["observations"]}, {each["id"] for each in ranked}
    left = [Left(each, f"past the limit of {options.limit}" if place >= options.limit else "no room in the budget") for place, each in enumerate(ranked) if each["id"] not in kept]
    left += [Left(each, "has too little to do with the question") for each in every if each["id"] not in answering and each["id"] not in kept]
    return Trial(answer, left[:_SHOWN], max(len(left) - _SHOWN, 0))
