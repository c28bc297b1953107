"""What the span tagger sees of each token.

What belongs here: tokens and their features, word shapes and surroundings only, no list of names or places. What doesn't: the model (`tagger`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.extractors.exemplars.embedding import embed

_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
MEANING = 64
_TOKEN = re.compile(r"[^\W_]+(?:[@._'’&+/:#\-•]+[^\W_]+)*|•+(?:[ \-]?•+)*|\S")
_WORD = re.compile(r"[a-z']+")
HISTORY = 8
SCALE = 4.0


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
def _word(text: str) -> tuple[str, ...]:
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


@lru_cache(maxsize=65536)
def _meaning(word: str, weighed: frozenset[str] | None) -> tuple[tuple[str, float], ...]:
    """The first dimensions of a word's embedding: what names, places and dishes have in common, without a list of any."""
    vector = embed([word])[0][:MEANING]
    found = ((f"e{at}", round(float(value) * SCALE, 4)) for at, value in enumerate(vector))
    return tuple((name, value) for name, value in found if weighed is None or name in weighed)


@lru_cache(maxsize=4096)
def _bag(turns: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    near = tuple(dict.fromkeys(_WORD.findall(turns[-1].lower()) if turns else ()))[:24]
    far = tuple(dict.fromkeys(w for t in turns[-HISTORY:] for w in _WORD.findall(t.lower()) if len(w) > 3))[-48:]
    return near, far


class Known(NamedTuple):
    """What a trained model weighs: all its features, and the words that it knows from what was said just before, further back, and beside a token."""

    features: frozenset[str]
    near: frozenset[str]
    far: frozenset[str]
    own: frozenset[str]


def known(weighed: Iterable[str]) -> Known:
    """What a model weighs, from the names of its features."""
    names = frozenset(weighed)

    def words(prefix: str) -> frozenset[str]:
        return frozenset(n[len(prefix) :].rsplit("|", 1)[0] for n in names if n.startswith(prefix))

    return Known(names, words("ph="), words("ch="), words("own="))


def features(text: Sequence[Token], before: Before, meaning: bool = True, weighed: Known | None = None) -> list[dict[str, float]]:
    """Features of each token.

    Args:
        text: the tokens of one turn.
        before: what came before it.
        meaning: with the words' embeddings.
        weighed: only those that a trained model weighs; it would overlook the others, at ten times the cost.
    """
    words = [_word(t.text) for t in text]
    shapes = [w[1][3:] for w in words]
    size = len(text)
    digits = sum(s[0] in "d•" for s in shapes)
    long = f"n={min(size, 6)}"
    near, far = _bag(before.turns)
    whole = [long, f"n={min(size, 6)}|d={min(digits, 4)}", f"turn={min(len(before.turns), 5)}"]
    whole += [f"given={g}" for g in sorted(before.given)] + [f"latest={g}" for g in sorted(before.latest)]
    own = [w[0][2:] for w in words if w[1][3] == "a"]
    if weighed is not None:
        near, far = tuple(w for w in near if w in weighed.near), tuple(w for w in far if w in weighed.far)
        own = [w for w in own if w in weighed.own]
    form = f"form={' '.join(shapes)}" if size < 7 else "form=long"
    rows = []
    for at in range(size):
        row = list(words[at])
        shape = shapes[at]
        kind = shape if shape[0] in "d•" else "a" if shape[0] in "ak" and len(shape) < 3 else shape[0] if len(shape) < 3 else "mix"
        for step in (-3, -2, -1, 1, 2, 3):
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
            row.append(f"first|{long}|{kind}")
        if at + 1 < size:
            row.append(f"nb={words[at][0]}|{words[at + 1][0]}")
        else:
            row.append("last")
        row += [form, f"{form}|{shape}", *(f"{w}|{kind}" for w in whole)]
        row += [f"ph={w}|{kind}" for w in near]
        row += [f"ch={w}|{kind}" for w in far]
        row += [f"own={w}|{kind}" for w in own if w != words[at][0][2:]]
        seen = dict.fromkeys(row if weighed is None else [f for f in row if f in weighed.features], 1.0)
        if meaning and shape[0] in "am" and len(text[at].text) > 1 and not text[at].text.isdigit():
            seen.update(_meaning(text[at].text.lower(), None if weighed is None else weighed.features))
        rows.append(seen)
    return rows
