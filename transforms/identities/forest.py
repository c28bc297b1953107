"""Growing customers link by link under the guardrails, at one moment. What does not belong here: time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Forest:
    """A union-find over the nodes of one component that refuses what the guardrails forbid.

    Links are to be offered most trusted first: the one refused is then the least trusted between the two sides, as in Kruskal's algorithm for a
    greatest spanning forest.

    Attributes:
        types: type of each node that a limit counts; other nodes are missing.
        limits: most nodes of a type in one customer.
        weights: 1 for a node that counts towards the size, else 0.
        apart: pairs that a decision keeps apart, with the reason.
    """

    types: Mapping[int, str]
    limits: Mapping[str, int]
    weights: Mapping[int, int]
    apart: Mapping[tuple[int, int], str] = field(default_factory=dict)
    parent: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    counts: dict[int, dict[str, int]] = field(default_factory=dict)
    size: dict[int, int] = field(default_factory=dict)
    eldest: dict[int, int] = field(default_factory=dict)

    def add(self, nodes: Iterable[int]) -> None:
        """Takes up nodes that stand alone."""
        for node in nodes:
            kind = self.types.get(node)
            self.parent[node] = self.eldest[node] = node
            self.members[node], self.size[node] = [node], self.weights[node]
            self.counts[node] = {kind: 1} if kind else {}

    def find(self, node: int) -> int:
        """The root of a node."""
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, a: int, b: int) -> tuple[str | None, list[int]]:
        """Joins two nodes' trees, or says why not; with it, the members that come under an elder."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return None, []
        reason = self._forbidden(a, b)
        if reason:
            return reason, []
        younger = self.members[a if self.eldest[a] > self.eldest[b] else b].copy()
        if len(self.members[a]) < len(self.members[b]):
            a, b = b, a
        self.parent[b] = a
        self.members[a] += self.members.pop(b)
        self.size[a] += self.size.pop(b)
        self.eldest[a] = min(self.eldest[a], self.eldest.pop(b))
        for kind, n in self.counts.pop(b).items():
            self.counts[a][kind] = self.counts[a].get(kind, 0) + n
        return None, younger

    def _forbidden(self, a: int, b: int) -> str | None:
        for (x, y), reason in self.apart.items():
            if x in self.parent and y in self.parent and {self.find(x), self.find(y)} == {a, b}:
                return reason
        few, many = sorted((self.counts[a], self.counts[b]), key=len)
        for kind, n in few.items():
            if n + many.get(kind, 0) > self.limits[kind]:
                return f"limit: more than {self.limits[kind]} identities of type {kind} in one customer"
        return None
