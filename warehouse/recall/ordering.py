"""The order of what answers. What belongs here: thresholds, old behind new, duplicates folded. What does not: scores (ranking.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from warehouse.recall import later
from warehouse.recall.question import Question
from warehouse.recall.ranking import PARAMETERS, Parameters, is_answered
from warehouse.recall.reader import Snapshot


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
        if not is_answered(snapshot, begin, keep, relevant, question, p):
            return []
    rows = np.flatnonzero(keep)
    seen = snapshot.memories.array("last_seen_at")[begin:][rows]
    rows = rows[np.lexsort((rows, -seen, -score[rows]))]
    hits = _folded(snapshot, begin, [Hit(begin + int(row), float(score[row]), bool(current[row])) for row in rows])
    return _hits_later_first(snapshot, _spread(snapshot, hits, p), question, p)


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


def _hits_later_first(snapshot: Snapshot, hits: list[Hit], question: Question, p: Parameters) -> list[Hit]:
    head = hits[: later.HEAD]
    score = np.array([hit.score if hit.is_current else -1.0 for hit in head], dtype=np.float32)
    places = later.later_first(later.of_memories(snapshot, np.array([hit.row for hit in head], dtype=np.int64), score), question, p)
    scores = later.lifted(np.array([head[at].score for at in places], dtype=np.float64))
    return [head[at] if worth == head[at].score else replace(head[at], score=float(worth)) for at, worth in zip(places, scores, strict=True)] + hits[later.HEAD :]
