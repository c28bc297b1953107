"""One component over the known clock: at each moment something changes, who belongs to whom. What does not belong here: components that never change (`resolution`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.identities.forest import Forest

HELD = "held for review: the component is larger than max_size"


class Link(NamedTuple):
    """A link between two nodes, active in `[start, end)`. Links are compared by `order`: the more trusted is less."""

    order: int
    a: int
    b: int
    start: int
    end: int | None
    is_apart: bool
    is_decision: bool
    reason: str


class Change(NamedTuple):
    """From `at` on a node belongs to the customer named by node `customer`."""

    node: int
    at: int
    customer: int
    is_held: bool


class Outcome(NamedTuple):
    """What became of a link: is it honoured at the end, was it ever, since when, and what stands against it."""

    is_honoured: bool
    was_honoured: bool
    since: int
    reason: str | None


@dataclass
class Component:
    """Replays one component. Costs what changes at each moment; only where a link must give way to a more trusted one is the component done anew."""

    born: Mapping[int, int]
    types: Mapping[int, str]
    weights: Mapping[int, int]
    limits: Mapping[str, int]
    max_size: int
    forest: Forest = field(init=False)
    changes: list[Change] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    _current: dict[int, tuple[int, bool]] = field(default_factory=dict)
    _active: dict[int, Link] = field(default_factory=dict)
    _decisions: dict[int, Link] = field(default_factory=dict)
    _of_node: dict[int, list[Link]] = field(default_factory=lambda: defaultdict(list))
    _apart: dict[tuple[int, int], str] = field(default_factory=dict)
    _against: dict[int, str] = field(default_factory=dict)
    _held: set[int] = field(default_factory=set)  # roots of held trees
    _last: int = -1
    _nodes: list[int] = field(default_factory=list)

    def run(self, links: list[Link]) -> None:
        """Replays all moments; `changes` and `outcomes` hold what came of it."""
        agenda: dict[int, tuple[list[int], list[Link], list[Link]]] = defaultdict(lambda: ([], [], []))
        for node, at in self.born.items():
            agenda[at][0].append(node)
        for link in links:
            agenda[link.start][1].append(link)
            if link.end is not None:
                agenda[link.end][2].append(link)
        self.forest = Forest(self.types, self.limits, self.weights, self._apart)
        for at in sorted(agenda):
            self._moment(at, *agenda[at])

    def _moment(self, at: int, born: list[int], begun: list[Link], ended: list[Link]) -> None:
        self._nodes += born
        self.forest.add(born)
        for link in ended:
            self._end(link, at)
        for link in begun:
            self._begin(link, at)
        offered = sorted(link for link in begun if not link.is_apart)
        is_late = bool(offered) and offered[0].order < self._last
        is_anew = bool(ended) or len(offered) < len(begun) or (is_late and bool(self._against))
        touched = None if is_anew else self._grow(at, born, offered, is_late)
        for node in sorted(self._anew(at) if touched is None else touched):
            self._assign(node, at)

    def _begin(self, link: Link, at: int) -> None:
        if link.is_apart:
            self._apart[link.a, link.b] = link.reason
            self.outcomes[link.order] = Outcome(True, True, at, None)
            return
        self._active[link.order] = link
        self._of_node[link.a].append(link)
        self._of_node[link.b].append(link)
        if link.is_decision:
            self._decisions[link.order] = link

    def _end(self, link: Link, at: int) -> None:
        if link.is_apart:
            self._apart.pop((link.a, link.b), None)
        else:
            del self._active[link.order]
            self._decisions.pop(link.order, None)
            self._of_node[link.a].remove(link)
            self._of_node[link.b].remove(link)
        self._settle(link, at, link.reason)

    def _grow(self, at: int, born: list[int], offered: list[Link], is_late: bool) -> set[int] | None:
        """Joins what is new; None where a refusal shows that all must be done anew, in the order of trust."""
        touched, objects = set(born), {link.order: link for link in offered}
        for link in offered:
            sides = {self.forest.find(link.a), self.forest.find(link.b)}
            joining = [n for side in sides - self._held for n in self.forest.members[side]] if sides & self._held else []
            reason, younger = self.forest.join(link.a, link.b)
            if reason and is_late:
                return None
            if reason:
                self._against[link.order] = reason
                continue
            root = self.forest.find(link.a)
            if sides & self._held:
                self._held = self._held - sides | {root}
            else:
                joining = younger
            if root not in self._held and self.forest.size[root] > self.max_size:
                self._held.add(root)
                joining = self.forest.members[root]
            touched.update(joining)
            if root in self._held:
                objects.update({other.order: other for n in joining for other in self._of_node[n]})
                touched.update(self._together(link.a) if link.is_decision else ())
        self._last = max([self._last, *(link.order for link in offered)])
        for link in objects.values():
            self._settle(link, at, self._objection(link))
        return touched

    def _anew(self, at: int) -> set[int]:
        self.forest = Forest(self.types, self.limits, self.weights, self._apart)
        self.forest.add(self._nodes)
        self._against.clear()
        for order in sorted(self._active):
            link = self._active[order]
            reason, _ = self.forest.join(link.a, link.b)
            if reason:
                self._against[order] = reason
        self._last = max(self._active, default=-1)
        self._held = {root for root, size in self.forest.size.items() if size > self.max_size}
        for link in self._active.values():
            self._settle(link, at, self._objection(link))
        return set(self._nodes)

    def _objection(self, link: Link) -> str | None:
        return self._against.get(link.order) or (HELD if not link.is_decision and self._held and self.forest.find(link.a) in self._held else None)

    def _settle(self, link: Link, at: int, reason: str | None) -> None:
        before = self.outcomes.get(link.order)
        honoured = reason is None
        if before is None or before.is_honoured != honoured or before.reason != reason:
            since = before.since if before and before.is_honoured == honoured else at
            self.outcomes[link.order] = Outcome(honoured, honoured or bool(before and before.was_honoured), since, reason)

    def _assign(self, node: int, at: int) -> None:
        root = self.forest.find(node)
        is_held = root in self._held
        now = (min(self._together(node)) if is_held else self.forest.eldest[root], is_held)
        if self._current.get(node) != now:
            self._current[node] = now
            self.changes.append(Change(node, at, *now))

    def _together(self, node: int) -> set[int]:
        """In a held component only what people decided is together."""
        seen, rest = {node}, [node] if self._decisions else []
        while rest:
            near = [m for link in self._of_node[rest.pop()] if link.order in self._decisions and link.order not in self._against for m in (link.a, link.b)]
            fresh = [m for m in near if m not in seen]
            seen.update(fresh)
            rest += fresh
        return seen
