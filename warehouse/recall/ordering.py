"""The order of what answers. What belongs here: thresholds, old behind new, duplicates folded. What does not: scores (ranking.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from warehouse.recall.ranking import PARAMETERS, Parameters, Question
from warehouse.recall.reader import Snapshot, Table

HEAD = 8
"""How many places are looked at for a later statement of the same matter."""


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
    return _hits_later_first(snapshot, _spread(snapshot, hits, p), p)


def _put_new_first(snapshot: Snapshot, begin: int, allowed: np.ndarray, current: np.ndarray, relevant: np.ndarray, score: np.ndarray, p: Parameters) -> None:
    """A superseded memory lifts the current one of its fact to its own score and goes behind it: old words in a question still get the new answer first."""
    old = np.flatnonzero(allowed & ~current)
    if not len(old):
        return
    table = snapshot.memories
    facts, has = table.array("fact")[begin : begin + len(allowed)], table.array("has_fact")[begin : begin + len(allowed)]
    for row in old[np.argsort(-score[old], kind="stable")]:
        now = np.flatnonzero(allowed & current & (facts == facts[row]) & (has == 1) & (has[row] == 1))
        if len(now):
            newest = now[np.argmax(score[now])]
            score[newest], relevant[newest] = max(score[newest], score[row]), max(relevant[newest], relevant[row])
            score[row] = min(score[row] * p.superseded, score[newest] - 1e-4)
        else:
            score[row] *= p.superseded


def _folded(snapshot: Snapshot, begin: int, hits: list[Hit]) -> list[Hit]:
    """One hit for memories made of the same words that both hold, or both no longer do. Never by cosine: a contradiction lies closer than a paraphrase."""
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


def _spread(snapshot: Snapshot, hits: list[Hit], p: Parameters) -> list[Hit]:
    """Hits again in order of score, where what a message said besides counts for less."""
    messages = snapshot.memories.array("message")[[hit.row for hit in hits]].tolist() if hits else []
    heard: set[int] = set()
    spread = []
    for hit, message in zip(hits, messages, strict=True):
        spread.append(replace(hit, score=hit.score * p.repeated) if message in heard else hit)
        if message:
            heard.add(message)
    return sorted(spread, key=lambda hit: -hit.score) if len(heard) < len(hits) else hits


def _hits_later_first(snapshot: Snapshot, hits: list[Hit], p: Parameters) -> list[Hit]:
    score = np.array([hit.score if hit.is_current else -1.0 for hit in hits[:HEAD]], dtype=np.float32)
    rows = np.array([hit.row for hit in hits[:HEAD]], dtype=np.int64)
    places = later_first(snapshot.memories, snapshot.memory_vectors, "last_seen_at", rows, score, p)
    return [hits[at] for at in places] + hits[HEAD:]


def later_first(table: Table, vectors: np.ndarray, said: str, rows: np.ndarray, score: np.ndarray, p: Parameters = PARAMETERS) -> list[int]:
    """Places of the rows in their new order: the later of two statements on one matter goes before the earlier, where its score is close enough.

    One matter is told by cosine: less is enough where the later one says that something changed (`instead`, `no longer`). This orders
    and merges nothing.

    Args:
        table: `memories` or `communications`.
        vectors: its vectors.
        said: its column that says when.
        rows: the first rows, best first.
        score: their scores; below zero where a row may not go up.
        p: the parameters.
    """
    place = list(range(len(rows)))
    if len(rows) < 2:
        return place
    near_to = vectors[table.array("vector")[rows]].astype(np.float32)
    seen, changed = table.array(said)[rows], table.array("says_changed")[rows]
    least = np.where(changed == 1, p.alike_changed, p.alike)
    near = (near_to @ near_to.T >= least[None, :]) & (seen[None, :] > seen[:, None])
    if not near.any():
        return place
    for position in range(len(place)):
        at = place[position]
        rivals = [k for k in place[position + 1 :] if near[at, k] and score[k] >= p.nearly * score[at]]
        if rivals:
            later = max(rivals, key=lambda k: (seen[k], -k))
            place.remove(later)
            place.insert(position, later)
    return place
