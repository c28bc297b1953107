"""A trained conditional random field, read once and decoded for many texts at a time.

What belongs here: the weights in a CRFsuite model file, the likeliest labels, how likely each is. What doesn't: training (`tagger`) and what a
token's features are (`columns`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

_FEATURES_AT, _HEADER = 28, 12
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
_STATE = 0


class Weights(NamedTuple):
    """Labels in the model's order, the row of each feature, features by labels, and labels by the labels that follow."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    state: np.ndarray
    steps: np.ndarray


def read(model: bytes) -> Weights:
    """Weights of a model file; from its bytes, as what CRFsuite prints of them is rounded to six digits."""
    import pycrfsuite

    opened: Any = pycrfsuite.Tagger()
    opened.open_inmemory(model)
    info = opened.info()
    labels = sorted(info.labels, key=lambda label: int(info.labels[label]))
    rows = {name: int(row) for name, row in info.attributes.items()}
    at = int(np.frombuffer(model, "<u4", 1, _FEATURES_AT)[0])
    count = int(np.frombuffer(model, "<u4", 1, at + 8)[0])
    found = np.frombuffer(model, _FEATURE, count, at + _HEADER)
    state, steps = np.zeros((len(rows), len(labels))), np.zeros((len(labels), len(labels)))
    for table, part in ((state, found[found["kind"] == _STATE]), (steps, found[found["kind"] != _STATE])):
        table[part["source"], part["label"]] = part["weight"]
    return Weights(tuple(labels), rows, state, steps)


def decode(scores: np.ndarray, sizes: Sequence[int], steps: np.ndarray, other: int) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest labels of many texts.

    Args:
        scores: tokens by labels, one text after the other.
        sizes: each text's number of tokens, none of them 0.
        steps: labels by the labels that follow.
        other: the label of what is no value.

    Returns:
        Each token's label, and that label's marginal probability; where a text holds no value the probability is left at 1.
    """
    size = np.asarray(sizes)
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    labels = _likeliest(scores, start, size, steps)
    sure = np.ones(len(scores))
    marked = np.flatnonzero(np.logical_or.reduceat(labels != other, start))
    if marked.size:
        _marginals(scores, start[marked], size[marked], steps, labels, sure)
    return labels, sure


def _going(start: np.ndarray, size: np.ndarray) -> list[np.ndarray]:
    """The first tokens of all texts, then the second ones of those that have one, and so on; the longest texts lead."""
    order = np.argsort(-size, kind="stable")
    longest, start = size[order], start[order]
    return [start[: np.searchsorted(-longest, -at)] + at for at in range(int(longest[0]))]


def _likeliest(scores: np.ndarray, start: np.ndarray, size: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Viterbi's way."""
    going = _going(start, size)
    best, came = scores.copy(), np.zeros(scores.shape, np.int64)
    for here in going[1:]:
        ways = best[here - 1][:, :, None] + steps
        came[here] = ways.argmax(1)
        best[here] += ways.max(1)
    labels = best.argmax(1)
    for here in going[:0:-1]:
        labels[here - 1] = came[here, labels[here]]
    return labels


def _marginals(scores: np.ndarray, start: np.ndarray, size: np.ndarray, steps: np.ndarray, labels: np.ndarray, sure: np.ndarray) -> None:
    """Forward and backward, scaled at each token; fills in `sure`."""
    going = _going(start, size)
    state, follow = np.exp(scores - scores.max(1, keepdims=True)), np.exp(steps)
    ahead, behind = state / state.sum(1, keepdims=True), np.ones(scores.shape)
    for here in going[1:]:
        reached = state[here] * (ahead[here - 1] @ follow)
        ahead[here] = reached / reached.sum(1, keepdims=True)
    for here in going[:0:-1]:
        left = (behind[here] * state[here]) @ follow.T
        behind[here - 1] = left / left.sum(1, keepdims=True)
    both = ahead * behind
    for here in going:
        sure[here] = both[here, labels[here]] / both[here].sum(1)
