"""The features of `marks` as scores of a trained model, for the tokens of many texts at once.

What belongs here: from tokens and what came before them to scores. What doesn't: what the features are (`marks`, which this follows line by line; a
test holds the two equal), the tables of what a model weighs (`weighed`), and what follows from scores (`crf`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from transforms.extractors.exemplars.crf import Weights
from transforms.extractors.exemplars.marks import FAR, HISTORY, NEAR, SHORT, STEPS, said, split
from transforms.extractors.exemplars.weighed import Weighed
from transforms.extractors.exemplars.weighed_tokens import Tokens


class Seen(NamedTuple):
    """Texts as the model sees them.

    scores: tokens by labels, one text after the other, without what was given before them.
    kinds: each token's kind.
    start: where each text's tokens begin.
    size: how many they are.
    """

    scores: np.ndarray
    kinds: np.ndarray
    start: np.ndarray
    size: np.ndarray

    def of(self, texts: np.ndarray) -> np.ndarray:
        """The tokens of some texts, one text after the other."""
        size = self.size[texts]
        ends = np.cumsum(size)
        return np.repeat(self.start[texts] - (ends - size), size) + np.arange(size.sum())


class Columns:
    """What one model weighs of tokens."""

    def __init__(self, weights: Weights, meaning: bool) -> None:
        self._state = weights.state
        self._weighed = Weighed(weights.rows)
        self._tokens = Tokens(weights, self._weighed, meaning)
        self._given: dict[tuple[frozenset[str], frozenset[str]], np.ndarray] = {}

    def see(self, texts: Sequence[str], heard: Sequence[Sequence[str]]) -> Seen:
        """Texts in the light of the turns before each, nearest last."""
        spelt, size = split(texts)
        token = self._tokens.codes(spelt)
        start = np.cumsum(size) - size
        text = np.repeat(np.arange(len(size)), size)
        scores, kinds = self._tokens.own[token], self._tokens.kind[token]
        if len(token):
            place = np.arange(len(token)) - start[text]
            self._add_neighbours(scores, token, place, size[text])
            forms = self._forms(token, start, size)
            self._add(scores, np.arange(len(token)), self._weighed.shaped(forms[text], self._tokens.shape[token]))
            self._add_runs(scores, token, place, size[text])
            self._add_of_kinds(scores, token, text, forms, size, heard)
        return Seen(scores, kinds, start, size)

    def given(self, given: frozenset[str], latest: frozenset[str]) -> np.ndarray:
        """What it adds to a text's scores, by kind of token, that some attributes were given before it and in the turn right before it."""
        key = given, latest
        if key not in self._given:
            told = np.zeros((self._weighed.kinds, self._state.shape[1]))
            for kind, row in self._weighed.given(given, latest):
                told[kind] += self._state[row]
            self._given[key] = told
        return self._given[key]

    def _add(self, scores: np.ndarray, at: np.ndarray, rows: np.ndarray) -> None:
        """Adds a feature at each of some different places; row -1 is one that the model does not weigh."""
        known = np.flatnonzero(rows >= 0)
        scores[at[known]] += self._state[rows[known]]

    def _add_neighbours(self, scores: np.ndarray, token: np.ndarray, place: np.ndarray, size: np.ndarray) -> None:
        for at, step in enumerate(STEPS):
            there = np.roll(token, -step)
            here = np.flatnonzero(self._tokens.is_beside[at][there] & (place + step >= 0) & (place + step < size))
            scores[here] += self._tokens.beside[at][there[here]]

    def _add_runs(self, scores: np.ndarray, token: np.ndarray, place: np.ndarray, size: np.ndarray) -> None:
        """Tokens with those before and after them, the first, the last."""
        weighed, word, shape, kind = self._weighed, self._tokens.word[token], self._tokens.shape[token], self._tokens.kind[token]
        later, third, first, last = (np.flatnonzero(where) for where in (place > 0, place > 1, place == 0, place == size - 1))
        self._add(scores, later, weighed.pair(word[later - 1], word[later]))
        self._add(scores, later, weighed.word_shape(word[later - 1], shape[later]))
        self._add(scores, third, weighed.triple(word[third - 2], word[third - 1], kind[third]))
        self._add(scores, later - 1, weighed.next_pair(word[later - 1], word[later]))
        self._add(scores, first, np.full(len(first), weighed.first))
        self._add(scores, first, weighed.opens(np.minimum(size[first], SHORT), kind[first]))
        self._add(scores, last, np.full(len(last), weighed.last))

    def _forms(self, token: np.ndarray, start: np.ndarray, size: np.ndarray) -> np.ndarray:
        """The form of each text, as the model numbers them: 0 where it weighs none."""
        shapes = np.zeros((len(size), SHORT), np.int64)
        for at in range(SHORT):
            there = np.flatnonzero(size > at)
            shapes[there, at] = self._tokens.form_shape[token[start[there] + at]]
        return self._weighed.form(shapes, size)

    def _add_of_kinds(self, scores: np.ndarray, token: np.ndarray, text: np.ndarray, forms: np.ndarray, size: np.ndarray, heard: Sequence[Sequence[str]]) -> None:
        """What is the same for all tokens of one kind in a text: its length, its form, its own words, and those that were heard before it."""
        weighed, kinds = self._weighed, self._weighed.kinds
        groups, group = np.unique(text * kinds + self._tokens.kind[token], return_inverse=True)
        of_text, kind = np.divmod(groups, kinds)
        each = np.arange(len(groups))
        figures = np.minimum(np.bincount(text, self._tokens.is_figure[token], len(size)).astype(np.int64), 4)
        length = np.minimum(size, SHORT)
        turns = np.minimum([len(before) for before in heard], 5)
        of_groups = np.zeros((len(groups), scores.shape[1]))
        self._add(of_groups, each, weighed.form_row[forms[of_text]])
        self._add(of_groups, each, weighed.length(length[of_text], kind))
        self._add(of_groups, each, weighed.figures(length[of_text], figures[of_text], kind))
        self._add(of_groups, each, weighed.turns(turns[of_text], kind))
        scores += (of_groups + self._of_words(token, text, heard, of_text, kind))[group]
        itself = weighed.own(self._tokens.letters[token], self._tokens.kind[token])
        known = np.flatnonzero(itself >= 0)
        scores[known] -= self._state[itself[known]]

    def _of_words(self, token: np.ndarray, text: np.ndarray, heard: Sequence[Sequence[str]], of_text: np.ndarray, kind: np.ndarray) -> np.ndarray:
        """What the words of a text, and those heard before it, add to each kind of token in it."""
        weighed, size = self._weighed, len(heard)
        near, far = self._heard(heard)
        begin = np.searchsorted(of_text, np.arange(size + 1))
        places, rows = [], []
        for lookup, (said_in, word) in ((weighed.near, near), (weighed.far, far), (weighed.own, self._own_words(token, text))):
            many = (begin[1:] - begin[:-1])[said_in]
            ends = np.cumsum(many)
            at = np.repeat(begin[said_in] - (ends - many), many) + np.arange(many.sum())
            row = lookup(np.repeat(word, many), kind[at])
            places.append(at[row >= 0])
            rows.append(row[row >= 0])
        found = np.concatenate(rows)
        return np.asarray(csr_matrix((np.ones(len(found)), (np.concatenate(places), found)), shape=(len(kind), len(self._state))) @ self._state)

    def _own_words(self, token: np.ndarray, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Text and word of the words of each text that the model weighs, once each."""
        words, letters = self._weighed.words, self._tokens.letters[token]
        there = letters > 0
        return np.divmod(np.unique(text[there] * words + letters[there]), words)

    def _heard(self, heard: Sequence[Sequence[str]]) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """Text and word of what was said right before, and of the long words of all that was heard."""
        word = self._weighed.word
        near: list[list[int]] = []
        far: list[list[int]] = []
        for turns in heard:
            told = [said(turn) for turn in turns[-HISTORY:]]
            near.append([word[w] for w in told[-1][0][:NEAR] if w in word] if told else [])
            long = dict.fromkeys(chain.from_iterable(words for _, words in told))
            far.append([word[w] for w in (long if len(long) <= FAR else list(long)[-FAR:]) if w in word])
        return _flat(near), _flat(far)


def _flat(words: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    sizes = np.array([len(each) for each in words], np.int64)
    return np.repeat(np.arange(len(words)), sizes), np.fromiter(chain.from_iterable(words), np.int64, int(sizes.sum()))
