"""What the sentence model sees of a sentence and of the turn before it.

What belongs here: text to sparse and dense columns, without state, so that a sentence looks the same in every build. What doesn't: weights and
thresholds (`sentences`), cutting a message into sentences (`clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import FeatureHasher

from transforms.extractors.exemplars.embedding import DIMENSIONS, embed

COLUMNS = 2**18
DENSE = 2.0
WIDTH = COLUMNS + 2 * DIMENSIONS

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9•]+|[?!$@%]")
_SPLIT = re.compile(r"\b(\w+) n't\b| '(s|m|re|ve|ll|d)\b")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b(?!I\b|I'|TV|OK|DVD)[A-Z][\w']+")
_ASKS = frozenset("what which who whom whose where when why how do does did is are was were can could would will have has had should may shall any".split())


class Said(NamedTuple):
    """A sentence, the turn before it, and what the other side had last said."""

    text: str
    previous: str
    asked: str


def words(text: str) -> list[str]:
    """Lower-case words: split contractions joined again, every digit a 0."""
    joined = _SPLIT.sub(lambda m: f"{m[1]}n't" if m[1] else f"'{m[2]}", text.lower().replace("’", "'"))
    return [re.sub(r"[0-9•]", "0", w) for w in _TOKEN.findall(joined)]


def question(text: str) -> str:
    """The question of a turn: from its last question word to the end, or its last sentence."""
    parts = [p for p in re.split(r"(?<=[.!?])\s+", text.strip()) if p]
    return next((p for p in reversed(parts) if p.endswith("?")), parts[-1] if parts else "")


def _columns(said: Said) -> Iterator[tuple[str, float]]:
    own = words(said.text)
    before = words(question(said.asked or said.previous))
    size = min(len(own), 40)
    yield "bias", 1.0
    names = min(sum(1 for w in _NAME.findall(said.text)), 3)
    yield f"names={names}", 1.0
    yield f"size={0 if size < 2 else 1 if size < 4 else 2 if size < 7 else 3 if size < 12 else 4 if size < 20 else 5}", 1.0
    seen: dict[str, float] = {}
    for at, word in enumerate(own):
        seen[f"w={word}"] = 1.0
        if at + 1 < len(own):
            seen[f"b={word} {own[at + 1]}"] = 1.0
        if at + 2 < len(own):
            seen[f"t={word} {own[at + 1]} {own[at + 2]}"] = 0.7
    if own:
        seen[f"first={own[0]}"] = 1.0
        seen[f"first2={' '.join(own[:2])}"] = 1.0
        seen[f"last={own[-1]}"] = 1.0
        seen["asks"] = float(own[0] in _ASKS)
    scale = 1.0 / max(1.0, len(seen) ** 0.5) * 3.0
    yield from ((name, value * scale) for name, value in seen.items())
    for word in own:
        if len(word) > 4:
            for cut in (3, 4):
                yield f"s={word[-cut:]}", 0.3 * scale
            yield f"x={word[:5]}", 0.5 * scale
    if before:
        scale = 2.0 / len(before) ** 0.5
        for at, word in enumerate(before):
            yield f"pw={word}", scale
            if at + 1 < len(before):
                yield f"pb={word} {before[at + 1]}", scale
        opening = " ".join(before[:2])
        yield f"p2={opening}", 1.0
        yield f"p?={said.asked.rstrip().endswith('?')}", 0.5
        yield f"pn={opening}|{names}", 1.0
        yield f"pk={before[-1]}|{names}", 0.5
        if said.previous != said.asked and said.asked:
            yield "goes on", 1.0
            yield from ((f"go={w}", 0.5) for w in words(said.previous)[-12:])
        if own:
            yield f"px={before[0]}|{own[0]}", 1.0
            yield f"pz={opening}|{min(size, 5)}", 1.0
    else:
        yield "p0", 1.0


def featurise(said: Sequence[Said]) -> csr_matrix:
    """Sparse columns of sentences: hashed words and neighbours, then the embedding of the sentence and of what was asked.

    Args:
        said: sentences with their surroundings.

    Returns:
        A matrix of shape (sentences, WIDTH).
    """
    hasher = FeatureHasher(COLUMNS, input_type="pair", alternate_sign=False)
    sparse = hasher.transform(_columns(s) for s in said)
    dense = np.hstack([embed([s.text for s in said]), 0.5 * embed([question(s.asked or s.previous) for s in said])])
    return hstack([sparse, csr_matrix(DENSE * dense)], format="csr")
