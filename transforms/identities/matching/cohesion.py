"""Groups of records that hang together, out of probable pairs. What does not belong here: how probable a pair is."""

from __future__ import annotations

import heapq
from collections import defaultdict

import numpy as np

COHESION = 0.15
"""Least mean probability over all pairs between two groups that are joined; pairs that were never compared count nothing."""


def groups(size: int, left: np.ndarray, right: np.ndarray, probability: np.ndarray, least: float = COHESION) -> np.ndarray:
    """Average-linkage clustering of a sparse graph: the two groups with the greatest mean probability are joined until it is below `least`.

    Connected components would join two people by one pair of records that look alike; the mean over all their pairs does not.

    Returns:
        the group's number of each record: the number of one of its records.
    """
    near: list[dict[int, float]] = [{} for _ in range(size)]
    for a, b, p in zip(left.tolist(), right.tolist(), probability.tolist(), strict=True):
        near[a][b] = near[b][a] = p
    weight, version, parent = [1] * size, [0] * size, list(range(size))
    heap = [(-p, a, b, 0, 0) for a in range(size) for b, p in near[a].items() if a < b and p >= least]
    heapq.heapify(heap)
    while heap:
        _, a, b, at_a, at_b = heapq.heappop(heap)
        if parent[a] != a or parent[b] != b or version[a] != at_a or version[b] != at_b:
            continue
        if len(near[a]) < len(near[b]):
            a, b = b, a
        parent[b] = a
        version[a] += 1
        weight[a] += weight[b]
        near[a].pop(b, None)
        for c, p in near[b].items():
            if c != a:
                near[c].pop(b, None)
                near[a][c] = near[c][a] = near[a].get(c, 0.0) + p
        near[b] = {}
        for c, p in near[a].items():
            mean = p / (weight[a] * weight[c])
            if mean >= least:
                heapq.heappush(heap, (-mean, *((a, c) if a < c else (c, a)), *((version[a], version[c]) if a < c else (version[c], version[a]))))
    return np.array([_root(parent, n) for n in range(size)], dtype=np.int64)


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def strongest(left: np.ndarray, right: np.ndarray, probability: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pairs worth a row: in a group the greatest spanning forest, between two groups the best pair.

    At any threshold the forest connects what all pairs of the group would.

    Returns:
        positions of the pairs, and whether each is inside a group.
    """
    order = np.lexsort((right, left, -probability))
    parent: dict[int, int] = {}
    between: set[tuple[int, int]] = set()
    kept: dict[bool, list[int]] = defaultdict(list)
    for at in order.tolist():
        a, b = int(left[at]), int(right[at])
        if group[a] != group[b]:
            ends = (min(group[a], group[b]), max(group[a], group[b]))
            if ends not in between and probability[at] >= 0.5:
                between.add(ends)
                kept[False].append(at)
            continue
        roots = _find(parent, a), _find(parent, b)
        if roots[0] != roots[1]:
            parent[roots[1]] = roots[0]
            kept[True].append(at)
    return np.array(kept[True] + kept[False], dtype=np.int64), np.array([True] * len(kept[True]) + [False] * len(kept[False]), dtype=bool)


def _find(parent: dict[int, int], node: int) -> int:
    while parent.setdefault(node, node) != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node
