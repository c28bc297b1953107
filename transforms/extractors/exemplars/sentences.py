"""What a sentence is, and whether it is worth keeping: a linear model over words, neighbours and embeddings, one against the rest.

What belongs here: training, the trained bytes, chances by kind. What doesn't: what the model sees (`features`), which sentences it is shown
and what becomes of them (`extractor`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz, vstack
from sklearn.linear_model import LogisticRegression

from transforms.extractors.exemplars.embedding import DIMENSIONS, vocabulary
from transforms.extractors.exemplars.features import COLUMNS, DENSE, DENSE_ASKED, WIDTH, Said, featurise, see
from transforms.extractors.exemplars.lines import KINDS, NONE, Sentence

HARDNESS = 1.0
LASTING = ("fact", "event", "relationship", "preference")
"""Kinds that tell of a person's life: often one cannot say which of them a sentence is, and yet that it is one."""
SEED_SHARE = 0.3
"""With a user's exemplars the seed's lines count together at most this share of theirs, in the kinds that the user labels."""


class Learnt(NamedTuple):
    """A trained model: its kinds, and a row of weights a kind and one for `LASTING` together, bias last; `taught` are the kinds that a user labelled."""

    kinds: tuple[str, ...]
    weights: csr_matrix
    taught: frozenset[str]


def _said(lines: Sequence[Sentence]) -> list[Said]:
    return [Said(s.text, s.previous, s.asked) for s in lines]


def train(seed: Sequence[Sentence], own: Sequence[Sentence] = ()) -> Learnt:
    """Learns kinds from the seed and a user's own lines, which outweigh it where they are many.

    Args:
        seed: lines that ship with TellOnce.
        own: the user's.
    """
    lines = [*seed, *own]
    kinds = np.array([s.kind for s in lines])
    heads = [k for k in KINDS if 0 < (kinds == k).sum() < len(lines)]
    if not heads:
        return Learnt((), csr_matrix((0, WIDTH + 1)), frozenset())
    seen = featurise(_said(lines))
    mine = np.arange(len(lines)) >= len(seed)
    taught = frozenset(s.kind for s in own) - {NONE}
    untaught = ~mine | (kinds == NONE) & (np.arange(len(lines)) % 4 == 0)
    rows = []
    for kind in heads:
        weights = np.where(mine, 1.0, min(1.0, SEED_SHARE * len(own) / max(1, len(seed))) if kind in taught and len(own) > 200 else 1.0)
        rows.append(_fitted(seen, kinds == kind, np.ones(len(lines), bool) if kind in taught or not own else untaught, weights))
    rows.append(_fitted(seen, np.isin(kinds, LASTING), untaught if own else np.ones(len(lines), bool), np.ones(len(lines))))
    return Learnt(tuple(heads), vstack(rows, format="csr"), taught)


def _fitted(seen: csr_matrix, is_one: np.ndarray, use: np.ndarray, weights: np.ndarray) -> csr_matrix:
    """Weights of the columns and the bias, by the lines to `use`, or by all where those are of one sort."""
    use = use if 0 < is_one[use].sum() < use.sum() else np.ones(len(is_one), bool)
    if is_one.all() or not is_one.any():
        return csr_matrix(np.append(np.zeros(seen.shape[1]), 10.0 if is_one.all() else -10.0).astype(np.float32))
    model = LogisticRegression(C=HARDNESS, class_weight="balanced", solver="liblinear", random_state=0)
    model.fit(seen[use], is_one[use], sample_weight=weights[use])
    return csr_matrix(np.append(model.coef_[0], model.intercept_[0]).astype(np.float32))


def dump(learnt: Learnt) -> bytes:
    """The model as bytes."""
    out = io.BytesIO()
    save_npz(out, learnt.weights)
    head = "\n".join([",".join(learnt.kinds), ",".join(sorted(learnt.taught)), ""])
    return head.encode() + out.getvalue()


def load(data: bytes) -> Learnt:
    """The model of some bytes."""
    kinds, taught, rest = data.split(b"\n", 2)
    names = [tuple(k for k in part.decode().split(",") if k) for part in (kinds, taught)]
    return Learnt(names[0], load_npz(io.BytesIO(rest)), frozenset(names[1]))


class SentenceModel:
    """Chances of kinds, and in a last column that a sentence is of `LASTING`."""

    def __init__(self, learnt: Learnt) -> None:
        self.kinds, self.taught = learnt.kinds, learnt.taught
        dense = learnt.weights.toarray().astype(np.float32)
        self._words, self._bias = np.ascontiguousarray(dense[:, :COLUMNS].T), dense[:, -1]
        self._text = vocabulary() @ (DENSE * dense[:, COLUMNS : COLUMNS + DIMENSIONS].T)
        self._asked = vocabulary() @ (DENSE_ASKED * dense[:, COLUMNS + DIMENSIONS : -1].T)

    def chances(self, said: Sequence[Said], batch: int = 20000) -> np.ndarray:
        """The chance of each kind for each sentence, shape (sentences, kinds + 1); identical sentences in identical surroundings are read once."""
        place: dict[Said, int] = {}
        at = [place.setdefault(s, len(place)) for s in said]
        distinct = list(place)
        parts = [self._chances(distinct[i : i + batch]) for i in range(0, len(distinct), batch)]
        known = np.vstack(parts) if parts else np.zeros((0, len(self._bias)), np.float32)
        return known[at]

    def _chances(self, said: Sequence[Said]) -> np.ndarray:
        seen = see(said)
        logits = sum(((p.columns @ self._words)[p.at] for p in seen.parts), np.broadcast_to(self._bias, (len(said), len(self._bias))))
        logits = logits + seen.texts.weighed(self._text)[seen.text_at] + seen.asked.weighed(self._asked)[seen.asked_at]
        return 1.0 / (1.0 + np.exp(-logits))
