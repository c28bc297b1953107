"""The features of `marks` as rows of a trained model, without spelling out what the model doesn't weigh.

What belongs here: from tokens and what came before them to scores. What doesn't: what the features are (`marks`, which this follows line by line; a
test holds the two equal) and what follows from scores (`crf`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix

from transforms.extractors.exemplars.crf import Weights
from transforms.extractors.exemplars.marks import MEANINGS, STEPS, Before, Token, bag, context, has_meaning, kind_of, meanings, word_of

_KEPT = 65536
Rows = tuple[int, ...]


class Columns:
    """What one model weighs of a token."""

    def __init__(self, weights: Weights, meaning: bool) -> None:
        self._rows, self._state, self._meaning = weights.rows, weights.state, meaning
        self._near, self._far, self._own = (self._words(prefix) for prefix in ("ph=", "ch=", "own="))
        self._word = lru_cache(_KEPT)(self._rows_of_word)
        self._beside = lru_cache(_KEPT)(self._rows_beside)
        self._whole = lru_cache(_KEPT)(self._rows_of_whole)
        self._dimensions = np.array([weights.state[weights.rows[n]] if n in weights.rows else np.zeros(len(weights.labels)) for n in MEANINGS])
        self._met: dict[str, np.ndarray] = {}

    def meet(self, texts: Iterable[Sequence[Token]]) -> None:
        """Weighs the words of texts by what they mean: many words at once cost little more than one."""
        if not self._meaning:
            return
        if len(self._met) > _KEPT:
            self._met.clear()
        new = [w for w in {token.text: None for text in texts for token in text} if w not in self._met]
        self._met.update(dict.fromkeys(new, np.zeros(self._state.shape[1])))
        if words := [w for w in new if has_meaning(w)]:
            self._met.update(zip(words, meanings(words) @ self._dimensions, strict=True))

    def scores(self, texts: Sequence[Sequence[Token]], befores: Sequence[Before]) -> np.ndarray:
        """Scores of each token of all texts, by label."""
        found: list[int] = []
        ends = [0]
        for text, before in zip(texts, befores, strict=True):
            self._add(text, before, found, ends)
        shape = (len(ends) - 1, len(self._rows))
        scores = np.asarray(csr_matrix((np.ones(len(found)), np.array(found, np.int32), np.array(ends, np.int32)), shape=shape) @ self._state)
        if self._meaning:
            self.meet(texts)
            places: dict[str, int] = {}
            at = [places.setdefault(token.text, len(places)) for text in texts for token in text]
            scores += np.array([self._met[word] for word in places])[at]
        return scores

    def _add(self, text: Sequence[Token], before: Before, found: list[int], ends: list[int]) -> None:
        rows, size = self._rows, len(text)
        words = [word_of(t.text) for t in text]
        names, shapes = [w[0] for w in words], [w[1][3:] for w in words]
        near, far = bag(before.turns)
        form, whole = context(shapes, before)
        own = dict.fromkeys(n[2:] for n, s in zip(names, shapes, strict=True) if s[0] == "a")
        said = self._by_kind([(self._near, near), (self._far, far)])
        beside = [(w, kinds) for w in own if (kinds := self._own.get(w))]
        for at in range(size):
            shape, name = shapes[at], names[at]
            kind = kind_of(shape)
            found += self._word(text[at].text)
            for step in STEPS:
                if 0 <= at + step < size:
                    found += self._beside(step, text[at + step].text)
            weighed = [form, f"{form}|{shape}"]
            if at:
                weighed += (f"b={names[at - 1]}|{name}", f"bs={names[at - 1]}|{shape}")
                if at > 1:
                    weighed.append(f"t={names[at - 2]}|{names[at - 1]}|{kind}")
            else:
                weighed += ("first", f"first|{whole[0]}|{kind}")
            weighed.append(f"nb={name}|{names[at + 1]}" if at + 1 < size else "last")
            found += [rows[w] for w in weighed if w in rows]
            found += self._whole(whole, kind)
            found += said.get(kind, ())
            found += [kinds[kind] for w, kinds in beside if kind in kinds and w != name[2:]]
            ends.append(len(found))

    def _words(self, prefix: str) -> dict[str, dict[str, int]]:
        """Words weighed under a prefix, with the row of each kind of token they are weighed for."""
        found: dict[str, dict[str, int]] = {}
        for name, row in self._rows.items():
            if name.startswith(prefix):
                word, kind = name[len(prefix) :].rsplit("|", 1)
                found.setdefault(word, {})[kind] = row
        return found

    @staticmethod
    def _by_kind(bags: Iterable[tuple[dict[str, dict[str, int]], Iterable[str]]]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for weighed, words in bags:
            for word in words:
                for kind, row in weighed.get(word, {}).items():
                    found.setdefault(kind, []).append(row)
        return found

    def _kept(self, names: Iterable[str]) -> Rows:
        return tuple(self._rows[n] for n in dict.fromkeys(names) if n in self._rows)

    def _rows_of_word(self, text: str) -> Rows:
        return self._kept(word_of(text))

    def _rows_beside(self, step: int, text: str) -> Rows:
        name, shape = word_of(text)[:2]
        return self._kept([f"{step}{name}", f"{step}{shape}"] if abs(step) < 3 else [f"{step}{name}"])

    def _rows_of_whole(self, whole: tuple[str, ...], kind: str) -> Rows:
        return self._kept(f"{w}|{kind}" for w in whole)
