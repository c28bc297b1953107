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


class _Entries:
    """Features found, as the entries of a matrix."""

    def __init__(self) -> None:
        self._at: list[np.ndarray] = []
        self._rows: list[np.ndarray] = []
        self._times: list[np.ndarray] = []

    def add(self, at: np.ndarray, rows: np.ndarray, times: float = 1.0) -> None:
        """A feature for each place; row -1 is one that the model does not weigh."""
        known = np.flatnonzero(rows >= 0)
        self._at.append(at[known])
        self._rows.append(rows[known])
        self._times.append(np.full(len(known), times))

    def scores(self, count: int, state: np.ndarray) -> np.ndarray:
        """Places by labels."""
        entries = np.concatenate(self._times), (np.concatenate(self._at), np.concatenate(self._rows))
        return np.asarray(csr_matrix(entries, shape=(count, len(state))) @ state)


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
            found = _Entries()
            forms = self._forms(token, start, size)
            found.add(np.arange(len(token)), self._weighed.shaped(forms[text], self._tokens.shape[token]))
            self._find_runs(found, token, place, size[text])
            scores += found.scores(len(token), self._state)
            scores += self._of_kinds(token, text, forms, size, heard)
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

    def _add_neighbours(self, scores: np.ndarray, token: np.ndarray, place: np.ndarray, size: np.ndarray) -> None:
        for at, step in enumerate(STEPS):
            there = np.roll(token, -step)
            here = np.flatnonzero(self._tokens.is_beside[at][there] & (place + step >= 0) & (place + step < size))
            scores[here] += self._tokens.beside[at][there[here]]

    def _find_runs(self, found: _Entries, token: np.ndarray, place: np.ndarray, size: np.ndarray) -> None:
        """Tokens with those before and after them, the first, the last."""
        weighed, word, shape, kind = self._weighed, self._tokens.word[token], self._tokens.shape[token], self._tokens.kind[token]
        later, third, first, last = (np.flatnonzero(where) for where in (place > 0, place > 1, place == 0, place == size - 1))
        found.add(later, weighed.pair(word[later - 1], word[later]))
        found.add(later, weighed.word_shape(word[later - 1], shape[later]))
        found.add(third, weighed.triple(word[third - 2], word[third - 1], kind[third]))
        found.add(later - 1, weighed.next_pair(word[later - 1], word[later]))
        found.add(first, np.full(len(first), weighed.first))
        found.add(first, weighed.opens(np.minimum(size[first], SHORT), kind[first]))
        found.add(last, np.full(len(last), weighed.last))

    def _forms(self, token: np.ndarray, start: np.ndarray, size: np.ndarray) -> np.ndarray:
        """The form of each text, as the model numbers them: 0 where it weighs none."""
        shapes = np.zeros((len(size), SHORT), np.int64)
        for at in range(SHORT):
            there = np.flatnonzero(size > at)
            shapes[there, at] = self._tokens.form_shape[token[start[there] + at]]
        return self._weighed.form(shapes, size)

    def _of_kinds(self, token: np.ndarray, text: np.ndarray, forms: np.ndarray, size: np.ndarray, heard: Sequence[Sequence[str]]) -> np.ndarray:
        """What is the same for all tokens of one kind in a text: its length, its form, its own words, and those that were heard before it."""
        weighed, kinds = self._weighed, self._weighed.kinds
        groups, group = np.unique(text * kinds + self._tokens.kind[token], return_inverse=True)
        of_text, kind = np.divmod(groups, kinds)
        count, found = np.arange(len(groups)), _Entries()
        figures = np.bincount(text, self._tokens.is_figure[token], len(size)).astype(np.int64)
        length = np.minimum(size, SHORT)
        turns = np.minimum([len(before) for before in heard], 5)
        found.add(count, weighed.form_row[forms[of_text]])
        found.add(count, weighed.length(length[of_text], kind))
        found.add(count, weighed.figures(length[of_text], np.minimum(figures, 4)[of_text], kind))
        found.add(count, weighed.turns(turns[of_text], kind))
        begin = np.searchsorted(of_text, np.arange(len(size) + 1))
        own = self._own_words(token, text)
        near, far = self._heard(heard)
        for lookup, (said_in, word) in ((weighed.near, near), (weighed.far, far), (weighed.own, own)):
            many = (begin[1:] - begin[:-1])[said_in]
            ends = np.cumsum(many)
            at = np.repeat(begin[said_in] - (ends - many), many) + np.arange(many.sum())
            found.add(at, lookup(np.repeat(word, many), kind[at]))
        scores = found.scores(len(groups), self._state)[group]
        itself = _Entries()
        itself.add(np.arange(len(token)), weighed.own(self._tokens.letters[token], self._tokens.kind[token]), -1.0)
        return scores + itself.scores(len(token), self._state)

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
