"""What the span tagger sees of each token.

What belongs here: tokens and their features, word shapes and surroundings only, no list of names or places. What doesn't: the model (`tagger`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from transforms.extractors.exemplars.embedding import embed

_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
MEANING = 64
MEANINGS = tuple(f"e{at}" for at in range(MEANING))
_TOKEN = re.compile(r"[^\W_]+(?:[@._'’&+/:#\-•]+[^\W_]+)*|•+(?:[ \-]?•+)*|\S")
_PLAIN = r"^[\t-\r\x20-\x7E’‘“”…–—•£€]*$"
"""Signs that Python's patterns and Polars' take for the same: letters, figures, blanks, marks."""
_WORD = re.compile(r"[a-z']+")
HISTORY = 8
NEAR, FAR = 24, 48
"""Words of the turn right before, and long ones of all turns heard, that count."""
SHORT = 6
"""A text of no more tokens has a form."""
SCALE = 4.0
STEPS = (-3, -2, -1, 1, 2, 3)


class Token(NamedTuple):
    """A token and its place in the text, code points, half open."""

    text: str
    start: int
    end: int


class Before(NamedTuple):
    """What came before a text: earlier turns (nearest last), the attributes already given in them, and those of the turn just before."""

    turns: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    latest: frozenset[str] = frozenset()


def tokens(text: str) -> list[Token]:
    """Words, numbers and marks; what stands between blanks stays whole where it holds no outer punctuation."""
    return [Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def split(texts: Sequence[str]) -> tuple[pl.Series, np.ndarray]:
    """The tokens of many texts, one text after the other, and how many each has: `tokens` without their places."""
    column = pl.Series("text", texts, dtype=pl.String)
    odd = ~column.str.contains(_PLAIN)
    found = column.str.extract_all(_TOKEN.pattern)
    if odd.any():
        theirs = pl.Series([[m[0] for m in _TOKEN.finditer(text)] if is_odd else [] for text, is_odd in zip(texts, odd, strict=True)], dtype=pl.List(pl.String))
        found = pl.select(pl.when(odd).then(theirs).otherwise(found)).to_series()
    return found.explode(empty_as_null=False), found.list.len().to_numpy().astype(np.int64)


@lru_cache(maxsize=65536)
def _shape(word: str) -> str:
    if word[0] == "•":
        return f"•{min(len(word), 16)}"
    if word.isdigit():
        return f"d{min(len(word), 17)}"
    if word.isalpha():
        return f"{'k' if len(word) > 1 and not _VOWEL.search(word) else 'a'}{min(len(word), 4)}"
    if not any(c.isalnum() for c in word):
        return "punct"
    return re.sub(r"(.)\1+", r"\1", "".join("d" if c.isdigit() else "•" if c == "•" else "a" if c.isalpha() else c for c in word))


@lru_cache(maxsize=65536)
def word_of(text: str) -> tuple[str, ...]:
    """Features of a token by itself: its word first, then its shape."""
    low = text.lower().replace("’", "'")
    shape = _shape(low)
    short = "0" * len(low) if low.isdigit() else re.sub(r"\d", "0", low)
    case = "c" if text[0].isupper() and text[1:].islower() else "C" if text.isupper() and len(text) > 1 else "l"
    kept = [f"w={short}", f"sh={shape}", f"case={case}"]
    if shape[0] in "ak" or any(c.isalpha() for c in low):
        kept += [f"s2={low[-2:]}", f"s3={low[-3:]}", f"s4={low[-4:]}", f"p2={low[:2]}", f"p3={low[:3]}", f"p4={low[:4]}", f"len={min(len(low), 12)}"]
    if "com" in low or "mail" in low or "@" in low:
        kept.append("mailish")
    return tuple(kept)


def has_meaning(text: str) -> bool:
    """Whether a token is a word whose embedding says something."""
    return len(text) > 1 and word_of(text)[1][3] in "am" and not text.isdigit()


def meanings(words: Sequence[str]) -> np.ndarray:
    """The first dimensions of words' embeddings: what names, places and dishes have in common, without a list of any."""
    vectors = embed([w.lower() for w in words])[:, :MEANING]
    return np.round(vectors.astype(np.float64) * SCALE, 4)


@lru_cache(maxsize=65536)
def _meaning(word: str) -> tuple[tuple[str, float], ...]:
    return tuple(zip(MEANINGS, meanings([word])[0].tolist(), strict=True))


@lru_cache(maxsize=65536)
def said(turn: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A turn's words, and the long ones among them, each once."""
    found = tuple(dict.fromkeys(_WORD.findall(turn.lower())))
    return found, tuple(w for w in found if len(w) > 3)


def bag(turns: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of the turn just before, and the long ones of all remembered turns."""
    near = said(turns[-1])[0][:NEAR] if turns else ()
    return near, tuple(dict.fromkeys(w for t in turns[-HISTORY:] for w in said(t)[1]))[-FAR:]


def context(shapes: Sequence[str], before: Before) -> tuple[str, tuple[str, ...]]:
    """The text's form, and what else holds for all its tokens: its length first."""
    size, digits = len(shapes), sum(s[0] in "d•" for s in shapes)
    whole = (f"n={min(size, SHORT)}", f"n={min(size, SHORT)}|d={min(digits, 4)}", f"turn={min(len(before.turns), 5)}")
    given = (*(f"given={g}" for g in sorted(before.given)), *(f"latest={g}" for g in sorted(before.latest)))
    return f"form={' '.join(shapes)}" if size <= SHORT else "form=long", (*whole, *given)


def kind_of(shape: str) -> str:
    """A token's shape, coarsely."""
    return shape if shape[0] in "d•" else "a" if shape[0] in "ak" and len(shape) < 3 else shape[0] if len(shape) < 3 else "mix"


def features(text: Sequence[Token], before: Before, meaning: bool = True) -> list[dict[str, float]]:
    """Features of each token, to learn from; `columns` says the same of a trained model.

    Args:
        text: the tokens of one turn.
        before: what came before it.
        meaning: with the words' embeddings.
    """
    words = [word_of(t.text) for t in text]
    shapes = [w[1][3:] for w in words]
    size = len(text)
    near, far = bag(before.turns)
    form, whole = context(shapes, before)
    own = [w[0][2:] for w in words if w[1][3] == "a"]
    rows = []
    for at in range(size):
        row = list(words[at])
        shape = shapes[at]
        kind = kind_of(shape)
        for step in STEPS:
            there = at + step
            if 0 <= there < size:
                row.append(f"{step}{words[there][0]}")
                if abs(step) < 3:
                    row.append(f"{step}sh={shapes[there]}")
        if at:
            row.append(f"b={words[at - 1][0]}|{words[at][0]}")
            row.append(f"bs={words[at - 1][0]}|{shape}")
            if at > 1:
                row.append(f"t={words[at - 2][0]}|{words[at - 1][0]}|{kind}")
        else:
            row.append("first")
            row.append(f"first|{whole[0]}|{kind}")
        if at + 1 < size:
            row.append(f"nb={words[at][0]}|{words[at + 1][0]}")
        else:
            row.append("last")
        row += [form, f"{form}|{shape}", *(f"{w}|{kind}" for w in whole)]
        row += [f"ph={w}|{kind}" for w in near]
        row += [f"ch={w}|{kind}" for w in far]
        row += [f"own={w}|{kind}" for w in own if w != words[at][0][2:]]
        seen = dict.fromkeys(row, 1.0)
        if meaning and has_meaning(text[at].text):
            seen.update(_meaning(text[at].text.lower()))
        rows.append(seen)
    return rows
