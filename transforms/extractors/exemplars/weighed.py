"""What a trained model weighs, as tables from numbers to the rows of its weights.

What belongs here: reading the names of features as `marks` writes them, words, shapes and kinds of tokens as numbers, looking up many at once. What
doesn't: texts (`columns`), weights (`crf`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from transforms.extractors.exemplars.marks import SHORT

_OF_WORDS = re.compile(r"(?P<of>b|nb)=w=(?P<a>.*?)\|w=(?P<b>.*)|(?P<bs>bs)=w=(?P<word>.*)\|(?P<shape>[^|]*)|(?P<t>t)=w=(?P<c>.*?)\|w=(?P<d>.*)\|(?P<kind>[^|]*)", re.DOTALL)
_OF_KINDS = re.compile(r"(?P<of>ph|ch|own|n|turn|given|latest|first\|n)=(?P<what>.*)\|(?P<kind>[^|]*)", re.DOTALL)
_LENGTHS, _FIGURES, _TURNS = SHORT + 1, 5, 6


class Numbers(dict[str, int]):
    """A number for each word, from 1; 0 is every other."""

    def add(self, word: str) -> int:
        """The word's number, a new one if it has none."""
        return self.setdefault(word, len(self) + 1)


class _Rows:
    """The row of each of some numbers; -1 for all others."""

    def __init__(self, rows: dict[int, int]) -> None:
        self._keys = np.array(sorted(rows), np.int64)
        self._rows = np.array([rows[key] for key in self._keys.tolist()], np.int64)

    def __call__(self, keys: np.ndarray) -> np.ndarray:
        if not len(self._keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._rows[at], -1)


class Weighed:
    """The features that a model weighs.

    Attributes:
        word: words by number; those of a text and those heard before it alike.
        shape: shapes of tokens by number.
        kind: kinds of tokens by number.
        form_row: the row of each form, -1 for those that only matter with a shape.
        first: the row of the first token's own feature, -1 if it has none; `last` likewise.
    """

    def __init__(self, rows: dict[str, int]) -> None:
        self.word, self.shape, self.kind = Numbers(), Numbers(), Numbers()
        self.first, self.last = rows.get("first", -1), rows.get("last", -1)
        self._given: dict[tuple[str, str], list[tuple[int, int]]] = {}
        told: list[tuple[str, tuple[int, ...], int]] = []
        for name, row in rows.items():
            if hit := _OF_WORDS.fullmatch(name):
                told.append((*self._of_words(hit), row))
            elif hit := _OF_KINDS.fullmatch(name):
                told.append((*self._of_kind(hit, row), row))
        self.words, self.kinds = len(self.word) + 1, len(self.kind) + 1
        self._forms(rows)
        self.shapes = len(self.shape) + 1
        self._tables = {of: self._table([(key, row) for this, key, row in told if this == of], sizes) for of, sizes in self._sizes().items()}

    def _of_words(self, hit: re.Match[str]) -> tuple[str, tuple[int, ...]]:
        if hit["of"]:
            return hit["of"], (self.word.add(hit["a"]), self.word.add(hit["b"]))
        if hit["bs"]:
            return "bs", (self.word.add(hit["word"]), self.shape.add(hit["shape"]))
        return "t", (self.word.add(hit["c"]), self.word.add(hit["d"]), self.kind.add(hit["kind"]))

    def _of_kind(self, hit: re.Match[str], row: int) -> tuple[str, tuple[int, ...]]:
        of, what, kind = hit["of"], hit["what"], self.kind.add(hit["kind"])
        if of in ("given", "latest"):
            self._given.setdefault((of, what), []).append((kind, row))
            return of, ()
        if of in ("ph", "ch", "own"):
            return of, (self.word.add(what), kind)
        length, _, figures = what.partition("|d=")
        return (f"{of}d", (int(length), int(figures), kind)) if figures else (of, (int(length), kind))

    def _forms(self, rows: dict[str, int]) -> None:
        """Forms are runs of shapes; the shapes that stand in any have a numbering of their own."""
        form, self.form_shape = Numbers(), Numbers()
        form.add("long")
        shaped: dict[tuple[int, int], int] = {}
        alone = {}
        for name, row in rows.items():
            if name.startswith("form="):
                shapes, _, shape = name.removeprefix("form=").partition("|")
                if shape:
                    shaped[form.add(shapes), self.shape.add(shape)] = row
                else:
                    alone[form.add(shapes)] = row
        for shapes in form:
            for shape in shapes.split() if shapes != "long" else ():
                self.form_shape.add(shape)
        self._base = len(self.form_shape) + 1
        self._form = _Rows({self._form_key([self.form_shape[s] for s in shapes.split()]): number for shapes, number in form.items() if shapes != "long"})
        self.form_row = np.array([alone.get(number, -1) for number in range(len(form) + 1)])
        self._shaped = _Rows({number * (len(self.shape) + 1) + shape: row for (number, shape), row in shaped.items()})

    def _form_key(self, shapes: Iterable[int]) -> int:
        return sum(shape * self._base**at for at, shape in enumerate(shapes))

    def _sizes(self) -> dict[str, tuple[int, ...]]:
        words, kinds = self.words, self.kinds
        of_words = {"b": (words, words), "nb": (words, words), "bs": (words, self.shapes), "t": (words, words, kinds), "ph": (words, kinds), "ch": (words, kinds), "own": (words, kinds)}
        return of_words | {"n": (_LENGTHS, kinds), "nd": (_LENGTHS, _FIGURES, kinds), "turn": (_TURNS, kinds), "first|n": (_LENGTHS, kinds)}

    @staticmethod
    def _table(told: list[tuple[tuple[int, ...], int]], sizes: tuple[int, ...]) -> _Rows:
        return _Rows({_joined(sizes, key): row for key, row in told})

    def _of(self, name: str, *keys: np.ndarray) -> np.ndarray:
        return self._tables[name](_joined(self._sizes()[name], keys))

    def pair(self, before: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Rows of words with those before them."""
        return self._of("b", before, words)

    def next_pair(self, words: np.ndarray, after: np.ndarray) -> np.ndarray:
        """Rows of words with those after them."""
        return self._of("nb", words, after)

    def word_shape(self, before: np.ndarray, shapes: np.ndarray) -> np.ndarray:
        """Rows of shapes with the words before them."""
        return self._of("bs", before, shapes)

    def triple(self, second: np.ndarray, before: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds with the two words before them."""
        return self._of("t", second, before, kinds)

    def near(self, words: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds with words of the turn right before."""
        return self._of("ph", words, kinds)

    def far(self, words: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds with words of any turn before."""
        return self._of("ch", words, kinds)

    def own(self, words: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds with other words of the text."""
        return self._of("own", words, kinds)

    def length(self, lengths: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds in texts of a length."""
        return self._of("n", lengths, kinds)

    def figures(self, lengths: np.ndarray, figures: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds in texts of a length with so many figures."""
        return self._of("nd", lengths, figures, kinds)

    def turns(self, turns: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds after so many turns."""
        return self._of("turn", turns, kinds)

    def opens(self, lengths: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """Rows of kinds that open texts of a length."""
        return self._of("first|n", lengths, kinds)

    def given(self, given: Iterable[str], latest: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Kinds and rows that attributes given before add."""
        for of, names in (("given", given), ("latest", latest)):
            for name in sorted(names):
                yield from self._given.get((of, name), ())

    def form(self, shapes: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """The number of the form of each text.

        Args:
            shapes: texts by places, shapes as `form_shape` numbers them.
            sizes: of the texts.
        """
        known = (shapes > 0).sum(1) == sizes
        numbers = np.maximum(self._form(shapes @ (self._base ** np.arange(SHORT))), 0)
        return np.where(sizes > SHORT, 1, np.where(known & (sizes > 0), numbers, 0))

    def shaped(self, forms: np.ndarray, shapes: np.ndarray) -> np.ndarray:
        """Rows of shapes in texts of a form."""
        return self._shaped(forms * self.shapes + shapes)


def _joined(sizes: tuple[int, ...], keys: Iterable[Any]) -> Any:
    """Several numbers, or columns of them, as one."""
    joined = 0
    for size, key in zip(sizes, keys, strict=True):
        joined = joined * size + key
    return joined
