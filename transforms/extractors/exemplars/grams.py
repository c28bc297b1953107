"""The words of many texts at once, as numbers.

What belongs here: cutting texts into words and hashing words, their neighbours and their endings, by columns instead of text by text. What doesn't:
which of these a model reads, and how much each counts (`features`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from sklearn.utils import murmurhash3_32

LONG = 5
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9•]+|[?!$@%]")
_FIGURES = str.maketrans("123456789•", "0" * 10)
_NOT_APART, _REST_APART = r"\b(\w+) n't\b", r" '(s|m|re|ve|ll|d)\b"
_MULTIPLY, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)


def words(text: str) -> list[str]:
    """Lower-case words: split contractions joined again, every digit a 0."""
    joined = text.lower().replace("’", "'")
    if " n't" in joined:
        joined = re.sub(_NOT_APART, r"\1n't", joined)
    if " '" in joined:
        joined = re.sub(_REST_APART, r"'\1", joined)
    return _TOKEN.findall(joined.translate(_FIGURES))


def code(word: str) -> int:
    """The number of a word, the same on every machine."""
    return murmurhash3_32(word, positive=True)


def _of_distinct(words: pl.Series, number: Callable[[str], int]) -> np.ndarray:
    """A number for each word, worked out once for each distinct one."""
    distinct = words.unique()
    numbers = pl.Series([number(w) for w in distinct], dtype=pl.UInt64)
    return words.replace_strict(distinct, numbers, return_dtype=pl.UInt64).to_numpy().astype(np.uint64)


class Words(NamedTuple):
    """Texts as `words` cuts them, one array entry a word: its number, the row of its text; and for each text where its words start and how many they are."""

    spelt: pl.Series
    number: np.ndarray
    row: np.ndarray
    start: np.ndarray
    size: np.ndarray

    def at(self, place: int) -> np.ndarray:
        """The number of each text's word at `place`, negative from the end; 0 where there is none."""
        found = np.zeros(len(self.size), np.uint64)
        there = self.size >= (place + 1 if place >= 0 else -place)
        found[there] = self.number[(self.start + (place if place >= 0 else self.size + place))[there]]
        return found

    def runs(self, length: int) -> tuple[np.ndarray, np.ndarray]:
        """Row and number of every run of so many words within a text."""
        last = len(self.number) - length + 1
        if last <= 0:
            return self.row[:0], self.number[:0]
        inside = self.row[:last] == self.row[length - 1 :]
        return self.row[:last][inside], mixed(*(self.number[at : at + last][inside] for at in range(length)))

    def parts(self, piece: slice) -> tuple[np.ndarray, np.ndarray]:
        """Row and number of a piece of every long word."""
        is_long = self.spelt.str.len_bytes() >= LONG
        return self.row[is_long.to_numpy()], _of_distinct(self.spelt.filter(is_long), lambda word: code(word[piece]))


def mixed(*parts: np.ndarray | int) -> np.ndarray:
    """One number from several, in their order."""
    found = np.zeros(1, np.uint64)
    for part in parts:
        found = (found ^ np.asarray(part).astype(np.uint64)) * _MULTIPLY
        found ^= found >> _SHIFT
    return found


def cut(texts: Sequence[str]) -> Words:
    """The words of texts, in their order."""
    low = pl.Series(texts, dtype=pl.String).str.to_lowercase().str.replace_all("’", "'", literal=True)
    joined = low.str.replace_all(_NOT_APART, "${1}n't").str.replace_all(_REST_APART, "'${1}")
    found = joined.str.extract_all(_TOKEN.pattern)
    size = found.list.len().to_numpy().astype(np.int64)
    spelt = found.explode(empty_as_null=False).str.replace_all("[0-9•]", "0")
    return Words(spelt, _of_distinct(spelt, code), np.repeat(np.arange(len(texts)), size), np.cumsum(size) - size, size)
