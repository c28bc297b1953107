"""What a model weighs of single tokens, worked out once for each distinct one.

What belongs here: scores of a token by itself and beside another, and its numbers. What doesn't: texts (`columns`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from transforms.extractors.exemplars.crf import Weights
from transforms.extractors.exemplars.marks import MEANINGS, STEPS, has_meaning, kind_of, meanings, word_of
from transforms.extractors.exemplars.weighed import Weighed

_KEPT = 65536


class Tokens:
    """Tokens met so far, an entry of each array a token.

    Attributes:
        own: scores by label of the token by itself.
        beside: for each of `STEPS`, scores of a token that has it there, and `is_beside`, whether there are any.
        word, shape, kind, form_shape: its numbers in `Weighed`.
        letters: its word's number if it is a word of letters, else 0.
        is_figure: is it a number, open or masked?
    """

    def __init__(self, weights: Weights, weighed: Weighed, meaning: bool) -> None:
        self._rows, self._state, self._weighed, self._meaning = weights.rows, weights.state, weighed, meaning
        self._dimensions = np.array([weights.state[weights.rows[n]] if n in weights.rows else np.zeros(len(weights.labels)) for n in MEANINGS])
        self._forget()

    def _forget(self) -> None:
        labels = self._state.shape[1]
        self._at: dict[str, int] = {}
        self.own = np.zeros((0, labels))
        self.beside = [np.zeros((0, labels)) for _ in STEPS]
        self.is_beside = [np.zeros(0, bool) for _ in STEPS]
        self._numbers = np.zeros((0, 6), np.int64)

    def codes(self, spelt: pl.Series) -> np.ndarray:
        """The entry of each token."""
        distinct = spelt.unique()
        if len(self._at) > _KEPT:
            self._forget()
        if new := [token for token in distinct if token not in self._at]:
            self._meet(new)
        return spelt.replace_strict(distinct, pl.Series([self._at[token] for token in distinct], dtype=pl.Int64), return_dtype=pl.Int64).to_numpy().astype(np.int64)

    def _meet(self, new: Sequence[str]) -> None:
        self._at.update(zip(new, range(len(self._at), len(self._at) + len(new)), strict=True))
        own = self._scored([word_of(token) for token in new])
        words = [at for at, token in enumerate(new) if self._meaning and has_meaning(token)]
        if words:
            own[words] += meanings([new[at] for at in words]) @ self._dimensions
        self.own = np.concatenate([self.own, own])
        for at, step in enumerate(STEPS):
            names = [self._beside(token, step) for token in new]
            self.beside[at] = np.concatenate([self.beside[at], self._scored(names)])
            self.is_beside[at] = np.concatenate([self.is_beside[at], np.array([any(name in self._rows for name in each) for each in names])])
        self._numbers = np.concatenate([self._numbers, np.array([self._numbered(token) for token in new], np.int64)])
        self.word, self.shape, self.kind, self.form_shape, self.letters, self.is_figure = (np.ascontiguousarray(column) for column in self._numbers.T)

    def _numbered(self, token: str) -> tuple[int, ...]:
        weighed = self._weighed
        name, shape = word_of(token)[:2]
        word, shape = weighed.word.get(name[2:], 0), shape[3:]
        numbers = word, weighed.shape.get(shape, 0), weighed.kind.get(kind_of(shape), 0), weighed.form_shape.get(shape, 0)
        return *numbers, word if shape[0] == "a" else 0, shape[0] in "d•"

    @staticmethod
    def _beside(token: str, step: int) -> list[str]:
        name, shape = word_of(token)[:2]
        return [f"{step}{name}", f"{step}{shape}"] if abs(step) < 3 else [f"{step}{name}"]

    def _scored(self, features: Sequence[Sequence[str]]) -> np.ndarray:
        found = [[self._rows[name] for name in dict.fromkeys(names) if name in self._rows] for names in features]
        ends = np.cumsum([0, *map(len, found)])
        rows = np.array([row for each in found for row in each], np.int64)
        return np.asarray(csr_matrix((np.ones(len(rows)), rows, ends), shape=(len(found), len(self._state))) @ self._state)
