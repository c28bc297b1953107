"""The order of what answers. What belongs here: thresholds, old behind new, duplicates folded. What does not: scores (ranking.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from warehouse.recall.ranking import PARAMETERS, Parameters, Question
from warehouse.recall.reader import Snapshot

_HEAD = 8
"""How many places are looked at for a later statement of the same matter."""
_ALIKE, _NEARLY = 0.6, 0.8
"""Cosine from which two memories are about one matter, and the share of the score that lets the later one go first."""


@dataclass(frozen=True)
class Hit:
    """A memory that answers: its row, its score, and the rows that say the same."""

    row: int
    score: float
    is_current: bool
    same: tuple[int, ...] = ()


def order(
    snapshot: Snapshot,
    begin: int,
    allowed: np.ndarray,
    current: np.ndarray,
    relevant: np.ndarray,
    score: np.ndarray,
    question: Question,
    threshold: float | None,
    p: Parameters = PARAMETERS,
) -> list[Hit]:
    """Allowed memories that answer, best first.

    Args:
        snapshot: an open snapshot.
        begin: the customer's first row.
        allowed: which rows may be shown, bool [rows].
        current: which rows hold at the moment asked for, bool [rows].
        relevant: meaning and words, float32 [rows].
        score: final score, float32 [rows].
        question: an empty one has no threshold.
        threshold: least score, instead of the built-in floor.
        p: the parameters.
    """
    relevant, score = relevant.copy(), score.copy()
    _put_new_first(snapshot, begin, allowed, current, relevant, score, p)
    if threshold is not None:
        keep = allowed & (score >= threshold)
    elif question.is_empty:
        keep = allowed
    else:
        keep = allowed & (relevant >= p.floor)
        if not keep.any() or float(relevant[keep].max()) < p.nothing:
            return []
    rows = np.flatnonzero(keep)
    seen = snapshot.memories.array("last_seen_at")[begin:][rows]
    rows = rows[np.lexsort((rows, -seen, -score[rows]))]
    hits = _folded(snapshot, begin, [Hit(begin + int(row), float(score[row]), bool(current[row])) for row in rows])
    return _later_first(snapshot, hits)


def _put_new_first(snapshot: Snapshot, begin: int, allowed: np.ndarray, current: np.ndarray, relevant: np.ndarray, score: np.ndarray, p: Parameters) -> None:
    """A superseded memory lifts the current one of its fact to its own score and goes behind it: a question in the old words still gets the new answer first."""
    old = np.flatnonzero(allowed & ~current)
    if not len(old):
        return
    table = snapshot.memories
    facts, has = table.array("fact")[begin : begin + len(allowed)], table.array("has_fact")[begin : begin + len(allowed)]
    for row in old[np.argsort(-score[old], kind="stable")]:
        now = np.flatnonzero(allowed & current & (has == 1) & (facts == facts[row])) if has[row] else []
        if len(now):
            newest = now[np.argmax(score[now])]
            score[newest], relevant[newest] = max(score[newest], score[row]), max(relevant[newest], relevant[row])
            score[row] = min(score[row] * p.superseded, score[newest] - 1e-4)
        else:
            score[row] *= p.superseded


def _folded(snapshot: Snapshot, begin: int, hits: list[Hit]) -> list[Hit]:
    """One hit for memories that are made of the same words and both hold, or both no longer do. Never by cosine: a contradiction lies closer than a paraphrase."""
    signatures = snapshot.memories.array("signature")
    first: dict[tuple[int, bool], int] = {}
    kept: list[Hit] = []
    for hit in hits:
        name = int(signatures[hit.row]), hit.is_current
        if name in first:
            kept[first[name]] = replace(kept[first[name]], same=(*kept[first[name]].same, hit.row))
        else:
            first[name] = len(kept)
            kept.append(hit)
    return kept


def _later_first(snapshot: Snapshot, hits: list[Hit]) -> list[Hit]:
    """Among the first places, the later of two current statements on one matter goes before the earlier, where their scores are close."""
    head = hits[:_HEAD]
    if len(head) < 2:
        return hits
    vectors = snapshot.memory_vectors[snapshot.memories.array("vector")[[hit.row for hit in head]]].astype(np.float32)
    alike = vectors @ vectors.T
    seen = snapshot.memories.array("last_seen_at")[[hit.row for hit in head]]
    place = list(range(len(head)))
    for position in range(len(place)):
        at = place[position]
        rivals = [
            k
            for k in place[position + 1 :]
            if alike[at, k] >= _ALIKE and seen[k] > seen[at] and head[k].is_current and head[k].score >= _NEARLY * head[at].score
        ]
        if rivals:
            later = max(rivals, key=lambda k: seen[k])
            place.remove(later)
            place.insert(position, later)
    return [head[at] for at in place] + hits[_HEAD:]
