"""Which of two statements on one matter goes first: the later. What belongs here: when two statements are on one matter.

What does not: scores (ranking.py), what reconciliation already knows to be superseded (ordering.py).

A contradiction need not lie close: `a day is 480 now` is nearer to other prices than to `my day rate is 420`. So cosine decides together with
what the later one says of itself (that something changed), with how well both answer, and with whether the question is of now. This orders and
merges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from warehouse.recall.layout import CHANGED, UNSAID
from warehouse.recall.question import Question
from warehouse.recall.ranking import PARAMETERS, Parameters
from warehouse.recall.reader import Snapshot

HEAD = 8
"""How many places are looked at for a later statement of the same matter."""


@dataclass(frozen=True)
class Statements:
    """The first rows of an answer, best first.

    Args:
        said_at: when each was said, int64 [rows].
        score: final score, float32 [rows]; below zero where a row may not go up.
        likeness: cosine of each two, float32 [rows, rows].
        changed_likeness: the same, where the later one says that something changed: such a clause often leaves to its message what it is about.
        changed: 0, 1 or layout.CHANGED: how clearly a row says that something is not as it was, uint8 [rows].
        is_attribute: whether it tells of an attribute, of which reconciliation knows what replaces it, bool [rows].
        message: the message it comes from, 0 for none, uint32 [rows].
    """

    said_at: np.ndarray
    score: np.ndarray
    likeness: np.ndarray
    changed_likeness: np.ndarray
    changed: np.ndarray
    is_attribute: np.ndarray
    message: np.ndarray


def of_memories(snapshot: Snapshot, rows: np.ndarray, score: np.ndarray) -> Statements:
    """Memories, which are also about what the message they were said in is about."""
    table = snapshot.memories
    own = snapshot.memory_vectors[table.array("vector")[rows]].astype(np.float32)
    likeness, changed = own @ own.T, table.array("says_changed")[rows]
    return Statements(
        table.array("last_seen_at")[rows],
        score,
        likeness,
        np.maximum(likeness, _said_likeness(snapshot, rows)) if (changed == CHANGED).any() else likeness,
        changed,
        table.array("attribute_number")[rows] != 0,
        table.array("message")[rows],
    )


def _said_likeness(snapshot: Snapshot, rows: np.ndarray) -> np.ndarray:
    """Cosine of the messages that each two memories were said in, 0 where one was not, float32 [rows, rows]."""
    pointed = snapshot.memories.array("message_vector")[rows]
    spoken = pointed != UNSAID
    said = np.zeros((len(rows), snapshot.manifest.dim), dtype=np.float32)
    said[spoken] = snapshot.message_vectors[pointed[spoken]]
    return said @ said.T


def of_messages(snapshot: Snapshot, rows: np.ndarray, score: np.ndarray) -> Statements:
    """The customer's own messages."""
    table = snapshot.communications
    own = snapshot.message_vectors[table.array("vector")[rows]].astype(np.float32)
    likeness, no = own @ own.T, np.zeros(len(rows), dtype=np.uint32)
    return Statements(table.array("occurred_at")[rows], score, likeness, likeness, table.array("says_changed")[rows], no != 0, no)


def later_first(given: Statements, question: Question, p: Parameters = PARAMETERS) -> list[int]:
    """Places of the rows in their new order: the later of two statements on one matter goes before the earlier.

    Args:
        given: the rows, best first.
        question: one that names a time asks for what was said then, whatever came later.
        p: the parameters.
    """
    place = list(range(len(given.score)))
    if len(place) < 2 or question.intervals:
        return place
    replaces = _replaces(given, question, p)
    if not replaces.any():
        return place
    for position in range(len(place)):
        at = place[position]
        while rivals := [k for k in place[position + 1 :] if replaces[at, k]]:
            at = max(rivals, key=lambda k: (given.said_at[k], -k))
            place.remove(at)
            place.insert(position, at)
    return place


def _replaces(given: Statements, question: Question, p: Parameters) -> np.ndarray:
    """Whether the second row takes the place of the first, bool [rows, rows]."""
    ratio = given.score[None, :] / np.maximum(given.score[:, None], 1e-6)
    hinted, changed = (given.changed >= 1)[None, :], (given.changed == CHANGED)[None, :]
    likeness = np.where(changed, given.changed_likeness, given.likeness)
    nearly = ratio >= p.nearly
    if question.asks_then:
        found = hinted & nearly & (likeness >= p.alike_then)
    else:
        found = nearly & ((likeness >= p.alike) | (hinted & (likeness >= p.alike_hinted)))
        found |= changed & (ratio >= p.nearly_changed) & (likeness >= p.alike_changed)
    found &= (given.said_at[None, :] > given.said_at[:, None]) & (given.score[None, :] >= 0)
    found &= (given.message[None, :] != given.message[:, None]) | (given.message == 0)[:, None]
    unsettled = ~given.is_attribute[:, None] | (hinted & (likeness >= p.alike_hinted))
    return found & unsettled & ~given.is_attribute[None, :]


def lifted(scores: np.ndarray) -> np.ndarray:
    """Scores in the new order, each at least the next one's: what went up is worth what it went before, so a small budget keeps it."""
    return np.maximum.accumulate(scores[::-1])[::-1]
