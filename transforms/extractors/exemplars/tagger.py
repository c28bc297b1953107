"""Marks the values of attributes in a text: a conditional random field over word shapes and surroundings.

What belongs here: training, the trained bytes, tagging turn after turn of conversations. What doesn't: what a token looks like (`marks`), scores
and decoding (`columns`, `crf`), claims (`extractor`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from transforms.extractors.exemplars import crf
from transforms.extractors.exemplars.columns import Columns, Seen
from transforms.extractors.exemplars.lines import Marked
from transforms.extractors.exemplars.marks import HISTORY, Before, Token, features, tokens

Conversation = tuple[Sequence[str], Sequence[str]]
OTHER = "O"
MANY = 6000
"""From so many lines on words speak for themselves: embeddings would cost five times the training for nothing measurable."""
BATCH = 1_000_000
"""Code points of conversations marked together: enough to be quick, few enough that the tables stay small."""
_FEW, _MUCH = {"c1": 0.02, "c2": 0.005}, {"c1": 0.05, "c2": 0.02}
_SETTINGS = {"max_iterations": 120, "feature.possible_transitions": True, "feature.minfreq": 1.0}


class Span(NamedTuple):
    """A marked value, code points, half open."""

    start: int
    end: int
    attribute: str
    confidence: float


def _labels(text: Sequence[Token], spans: Sequence[tuple[int, int, str]]) -> list[str]:
    return [next((a for s, e, a in spans if s < t.end and t.start < e), OTHER) for t in text]


def _befores(marked: Sequence[Marked]) -> Iterable[Before]:
    """What was given before each line, as far as the lines above it are the same conversation's."""
    given: list[frozenset[str]] = []
    above: Marked | None = None
    for line in marked:
        follows = above is not None and len(line.history) > 0 and line.history[-1] == above.text and line.history[:-1] == above.history[-(len(line.history) - 1) :]
        if len(line.history) == 1 and above is not None and line.history[0] == above.text:
            follows = True
        given = [*given, frozenset(a for _, _, a in above.spans)] if follows and above is not None else []
        yield Before(line.history[-HISTORY:], frozenset().union(*given), given[-1] if given else frozenset())
        above = line


def _masked(line: Marked) -> str:
    """The text as it arrives where landing has already masked a sensitive number."""
    text = line.text
    for start, end, attribute in line.spans:
        if attribute.startswith("sensitive."):
            text = text[:start] + "".join("•" if c.isalnum() else c for c in text[start:end]) + text[end:]
    return text


def train(marked: Sequence[Marked]) -> bytes:
    """Learns to mark from marked lines.

    Args:
        marked: lines in their order; a line that follows on the one above shares its history.

    Returns:
        The model's bytes; empty where there is nothing to learn.
    """
    import pycrfsuite

    if not any(line.spans for line in marked):
        return b""
    meaning = len(marked) < MANY
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=_SETTINGS | (_FEW if meaning else _MUCH), verbose=False)
    for line, before in zip(marked, _befores(marked), strict=True):
        for said in dict.fromkeys((line.text, _masked(line))):
            if text := tokens(said):
                trainer.append(features(text, before, meaning), _labels(text, line.spans))
    with tempfile.TemporaryDirectory() as folder:  # crfsuite knows no other way out
        path = Path(folder) / "model"
        trainer.train(str(path))
        return (b"m" if meaning else b"w") + path.read_bytes()


class Tagger:
    """A trained model.

    Attributes:
        attributes: what it can mark.
    """

    def __init__(self, model: bytes, least: float = 0.5) -> None:
        self._least = least
        self._weights = crf.read(model[1:]) if model else None
        self._columns = Columns(self._weights, model[:1] == b"m") if self._weights else None
        self.attributes: frozenset[str] = frozenset(self._weights.labels if self._weights else ()) - {OTHER}

    def conversations(self, spoken: Sequence[Conversation]) -> list[list[list[Span]]]:
        """Values in one side's turns of many conversations, each turn in the light of those before it.

        Args:
            spoken: of each conversation the turns, and what the other side had last said before each, empty where it is not known.
        """
        ends = np.cumsum([sum(map(len, turns)) for turns, _ in spoken])
        batches = np.flatnonzero(np.diff(ends // BATCH, append=-1)) + 1
        return [marked for at, end in pairwise([0, *batches.tolist()]) for marked in self._together(spoken[at:end])]

    def _together(self, spoken: Sequence[Conversation]) -> list[list[list[Span]]]:
        """Sees all turns at once, then marks all first turns, then all second ones, each with what was given before it."""
        marked: list[list[list[Span]]] = [[[] for _ in texts] for texts, _ in spoken]
        if self._columns is None:
            return marked
        texts = [text for turns, _ in spoken for text in turns]
        heard = [(*turns[max(0, at - HISTORY) : at], *filter(None, [asked[at]]))[-HISTORY:] for turns, asked in spoken for at in range(len(turns))]
        seen = self._columns.see(texts, heard)
        many = [len(turns) for turns, _ in spoken]
        begin = np.cumsum([0, *many])
        given: list[frozenset[str]] = [frozenset()] * len(spoken)
        going = list(range(len(spoken)))
        for turn in range(max(many, default=0)):
            going = [at for at in going if turn < many[at]]
            latest = [frozenset(s.attribute for s in marked[at][turn - 1]) if turn else frozenset[str]() for at in going]
            for at, given_last in zip(going, latest, strict=True):
                given[at] |= given_last
            rows = begin[going] + turn
            for row, spans in self._mark(seen, rows, [(given[at], last) for at, last in zip(going, latest, strict=True)], texts):
                at = int(np.searchsorted(begin, row, side="right")) - 1
                marked[at][turn] = spans
        return marked

    def _mark(self, seen: Seen, rows: np.ndarray, given: Sequence[tuple[frozenset[str], frozenset[str]]], texts: Sequence[str]) -> Iterator[tuple[int, list[Span]]]:
        """Values in those of some texts seen that hold any; neighbouring tokens of one attribute are one value."""
        assert self._columns is not None and self._weights is not None
        spoken = np.flatnonzero(seen.size[rows])
        if not len(spoken):
            return
        rows, sizes = rows[spoken], seen.size[rows[spoken]]
        tokens_of = seen.of(rows)
        scores, start = seen.scores[tokens_of], np.cumsum(sizes) - sizes
        for at, place in enumerate(spoken.tolist()):
            if given[place][0]:
                there = slice(start[at], start[at] + sizes[at])
                scores[there] += self._columns.given(*given[place])[seen.kinds[tokens_of[there]]]
        other = self._weights.labels.index(OTHER)
        named, sure = crf.decode(scores, sizes.tolist(), self._weights.steps, other)
        for at in np.flatnonzero(np.logical_or.reduceat(named != other, start)).tolist():
            there = slice(start[at], start[at] + sizes[at])
            labels = [self._weights.labels[label] for label in named[there].tolist()]
            spans = _joined(tokens(texts[rows[at]]), labels, sure[there].tolist())
            yield int(rows[at]), [s for s in spans if s.confidence >= self._least]


def _joined(text: Sequence[Token], labels: Sequence[str], sure: Sequence[float]) -> list[Span]:
    found: list[Span] = []
    for at, (token, label) in enumerate(zip(text, labels, strict=True)):
        if label == OTHER:
            continue
        if at and labels[at - 1] == label:
            last = found[-1]
            found[-1] = Span(last.start, token.end, label, min(last.confidence, sure[at]))
        else:
            found.append(Span(token.start, token.end, label, sure[at]))
    return found
