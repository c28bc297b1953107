"""What the sentence model sees of a sentence and of the turn before it.

What belongs here: texts to sparse and dense columns, without state, so that a sentence looks the same in every build. What doesn't: weights and
thresholds (`sentences`), cutting texts into words (`grams`) and messages into sentences (`clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack

from transforms.extractors.exemplars.embedding import DIMENSIONS, Tokens
from transforms.extractors.exemplars.grams import Words, code, cut, mixed

COLUMNS = 2**18
DENSE, DENSE_ASKED = 2.0, 1.0
WIDTH = COLUMNS + 2 * DIMENSIONS
_RECENT = 12

_NAME = re.compile(r"(?<![.!?] )(?<!^)\b(?!I\b|I'|TV|OK|DVD)[A-Z][\w']+")
_ASKS = np.array(
    [code(w) for w in "what which who whom whose where when why how do does did is are was were can could would will have has had should may shall any".split()], np.uint64
)
_SIZES = (2, 4, 7, 12, 20)


class Said(NamedTuple):
    """A sentence, the turn before it, and what the other side had last said."""

    text: str
    previous: str
    asked: str


class Part(NamedTuple):
    """Columns of distinct texts, and for each sentence the row of the one it goes with."""

    columns: csr_matrix
    at: np.ndarray


class Seen(NamedTuple):
    """What the model sees: hashed columns that add up, and the tokens of the sentences and of what was asked before, each with the row of each sentence."""

    parts: tuple[Part, ...]
    texts: Tokens
    text_at: np.ndarray
    asked: Tokens
    asked_at: np.ndarray


def question(text: str) -> str:
    """The question of a turn: from its last question word to the end, or its last sentence."""
    parts = [p for p in re.split(r"(?<=[.!?])\s+", text.strip()) if p]
    return next((p for p in reversed(parts) if p.endswith("?")), parts[-1] if parts else "")


def see(said: Sequence[Said]) -> Seen:
    """What the model sees of sentences with their surroundings; each distinct text is read once."""
    texts, text_at = _distinct([s.text for s in said])
    questions = {t: question(t) for t in {s.asked or s.previous for s in said}}
    asked, asked_at = _distinct([questions[s.asked or s.previous] for s in said])
    goes_on = [s.previous if s.asked and s.previous != s.asked else "" for s in said]
    own, before, names = cut(texts), cut(asked), np.array([min(len(_NAME.findall(t)), 3) for t in texts], np.int64)
    is_question = np.array([s.asked.rstrip().endswith("?") for s in said], np.int64)
    parts = (
        Part(_of_sentences(own, names), text_at),
        Part(_of_questions(before), asked_at),
        _of_turns(goes_on, before.size[asked_at] > 0),
        Part(_of_pairs(own, names, text_at, before, asked_at, is_question), np.arange(len(said))),
    )
    return Seen(parts, Tokens(texts), text_at, Tokens(asked), asked_at)


def featurise(said: Sequence[Said]) -> csr_matrix:
    """All columns of sentences as one matrix, for training: hashed ones, then the embedding of the sentence and of what was asked. Shape (sentences, WIDTH)."""
    seen = see(said)
    sparse = sum((p.columns[p.at] for p in seen.parts[1:]), seen.parts[0].columns[seen.text_at])
    dense = np.hstack([DENSE * seen.texts.vectors()[seen.text_at], DENSE_ASKED * seen.asked.vectors()[seen.asked_at]])
    return hstack([sparse, csr_matrix(dense)], format="csr")


class _Columns:
    """Entries of a sparse matrix as they are found; a column is the hash of a name and of what was seen under it."""

    def __init__(self, rows: int) -> None:
        self._size = rows
        self._keys: list[np.ndarray] = []
        self._values: list[np.ndarray] = []

    def add(self, name: str, rows: np.ndarray, value: np.ndarray | float, *seen: np.ndarray | int) -> None:
        """An entry for each row given."""
        self._keys.append(rows * COLUMNS + (mixed(code(name), *seen) % np.uint64(COLUMNS)).astype(np.int64))
        self._values.append(np.broadcast_to(np.asarray(value, np.float32), rows.shape))

    def once(self, name: str, rows: np.ndarray, value: float, *seen: np.ndarray) -> np.ndarray:
        """One entry however often a row has the same; returns how many different ones each row has."""
        self.add(name, rows, value, *seen)
        self._keys[-1] = np.unique(self._keys[-1])
        self._values[-1] = self._values[-1][: len(self._keys[-1])]
        return np.bincount(self._keys[-1] // COLUMNS, minlength=self._size)

    def matrix(self, scale: np.ndarray | None = None) -> csr_matrix:
        """The entries, each row times its scale."""
        rows, columns = np.divmod(np.concatenate(self._keys), COLUMNS)
        values = np.concatenate(self._values)
        return csr_matrix((values if scale is None else values * scale[rows], (rows, columns)), shape=(self._size, COLUMNS), dtype=np.float32)


def _distinct(texts: Sequence[str]) -> tuple[list[str], np.ndarray]:
    place: dict[str, int] = {}
    at = [place.setdefault(text, len(place)) for text in texts]
    return list(place), np.array(at, np.int64)


def _of_sentences(own: Words, names: np.ndarray) -> csr_matrix:
    """Words, pairs and triples once each, first and last words, endings, size, capitalised words."""
    rows, spoken = np.arange(len(own.size)), np.flatnonzero(own.size)
    grams = _Columns(len(rows))
    different = grams.once("w", own.row, 1.0, own.number) + grams.once("b", *_valued(own.runs(2), 1.0)) + grams.once("t", *_valued(own.runs(3), 0.7))
    grams.add("first", spoken, 1.0, own.at(0)[spoken])
    grams.add("first2", spoken, 1.0, own.at(0)[spoken], own.at(1)[spoken])
    grams.add("last", spoken, 1.0, own.at(-1)[spoken])
    grams.add("asks", spoken, np.isin(own.at(0)[spoken], _ASKS))
    for name, weight, cuts in (("s", 0.3, slice(-3, None)), ("s", 0.3, slice(-4, None)), ("x", 0.5, slice(5))):
        grams.add(name, *_valued(own.parts(cuts), weight))
    whole = _Columns(len(rows))
    whole.add("bias", rows, 1.0)
    whole.add("names", rows, 1.0, names)
    whole.add("size", rows, 1.0, np.searchsorted(_SIZES, own.size, side="right"))
    return grams.matrix((3.0 / np.sqrt(different + 4)).astype(np.float32)) + whole.matrix()


def _valued(found: tuple[np.ndarray, np.ndarray], value: float) -> tuple[np.ndarray, float, np.ndarray]:
    return found[0], value, found[1]


def _of_questions(before: Words) -> csr_matrix:
    """Words and pairs of what was asked, and how it opens."""
    rows, spoken, silent = np.arange(len(before.size)), np.flatnonzero(before.size), np.flatnonzero(before.size == 0)
    found = _Columns(len(rows))
    scale = 2.0 / np.sqrt(np.maximum(before.size, 1))
    found.add("pw", before.row, scale[before.row], before.number)
    pairs, numbers = before.runs(2)
    found.add("pb", pairs, scale[pairs], numbers)
    found.add("p2", spoken, 1.0, before.at(0)[spoken], before.at(1)[spoken])
    found.add("p0", silent, 1.0)
    return found.matrix()


def _of_turns(previous: Sequence[str], is_answer: np.ndarray) -> Part:
    """The last words of one's own turn where one goes on."""
    turns, at = _distinct([p if answers else "" for p, answers in zip(previous, is_answer, strict=True)])
    found, words = _Columns(len(turns)), cut(turns)
    late = np.arange(len(words.row)) >= (words.start + words.size)[words.row] - _RECENT
    found.add("goes on", np.array([i for i, t in enumerate(turns) if t], np.int64), 1.0)
    found.add("go", words.row[late], 0.5, words.number[late])
    return Part(found.matrix(), at)


def _of_pairs(own: Words, names: np.ndarray, text_at: np.ndarray, before: Words, asked_at: np.ndarray, is_question: np.ndarray) -> csr_matrix:
    """How what was asked opens and ends, beside how the sentence begins and how long it is."""
    found = _Columns(len(text_at))
    asked = np.flatnonzero(before.size[asked_at])
    question, text = asked_at[asked], text_at[asked]
    opening = mixed(before.at(0), before.at(1))
    found.add("p?", asked, 0.5, is_question[asked])
    found.add("pn", asked, 1.0, opening[question], names[text])
    found.add("pk", asked, 0.5, before.at(-1)[question], names[text])
    answered = own.size[text] > 0
    asked, question, text = asked[answered], question[answered], text[answered]
    found.add("px", asked, 1.0, before.at(0)[question], own.at(0)[text])
    found.add("pz", asked, 1.0, opening[question], np.minimum(own.size[text], 5))
    return found.matrix()
