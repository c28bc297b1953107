"""Marks the values of attributes in a text: a conditional random field over word shapes and surroundings.

What belongs here: training, the trained bytes, tagging turn after turn of a conversation. What doesn't: what a token looks like (`marks`),
claims (`extractor`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from transforms.extractors.exemplars.lines import Marked
from transforms.extractors.exemplars.marks import HISTORY, Before, Known, Token, features, known, tokens

OTHER = "O"
MANY = 6000
"""From so many lines on words speak for themselves: embeddings would cost five times the training for nothing measurable."""
SPANS = pl.Schema({"row": pl.Int64, "start": pl.Int64, "end": pl.Int64, "attribute": pl.String, "confidence": pl.Float64})
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
        self._tagger: Any = None
        self._meaning, self._model, self._least = model[:1] == b"m", model[1:], least  # the bytes must outlive the tagger that reads them
        self.attributes: frozenset[str] = frozenset()
        if self._model:
            import pycrfsuite

            self._tagger = pycrfsuite.Tagger()
            self._tagger.open_inmemory(self._model)
            self.attributes = frozenset(self._tagger.labels()) - {OTHER}
            self._known: Known = known(self._tagger.info().attributes)

    def mark(self, text: str, before: Before) -> list[Span]:
        """Values in a text; neighbouring tokens of one attribute are one value."""
        cut = tokens(text)
        if self._tagger is None or not cut:
            return []
        labels = self._tagger.tag(features(cut, before, self._meaning, self._known))
        found: list[Span] = []
        for at, (token, label) in enumerate(zip(cut, labels, strict=True)):
            if label == OTHER:
                continue
            sure = self._tagger.marginal(label, at)
            if found and found[-1].attribute == label and at and labels[at - 1] == label:
                last = found[-1]
                found[-1] = Span(last.start, token.end, label, min(last.confidence, sure))
            else:
                found.append(Span(token.start, token.end, label, sure))
        return [s for s in found if s.confidence >= self._least]

    def conversation(self, texts: Sequence[str], asked: Sequence[str] = ()) -> list[list[Span]]:
        """Values in one side's turns of a conversation, each in the light of those before it.

        Args:
            texts: the turns.
            asked: what the other side had last said before each, where it is known.
        """
        if self._tagger is None:
            return [[] for _ in texts]
        turns: list[str] = []
        given: list[frozenset[str]] = []
        marked = []
        for at, text in enumerate(texts):
            heard = [*turns, asked[at]] if asked and asked[at] else turns
            before = Before(tuple(heard[-HISTORY:]), frozenset().union(*given), given[-1] if given else frozenset())
            spans = self.mark(text, before)
            marked.append(spans)
            turns.append(text)
            given.append(frozenset(s.attribute for s in spans))
        return marked

    def spans(self, texts: pl.Series, previous: pl.Series | None = None) -> pl.DataFrame:
        """Values in texts that stand alone, or after one turn.

        Returns:
            A frame of row (of `texts`), start, end, attribute, confidence.
        """
        before = previous.fill_null("").to_list() if previous is not None else [""] * len(texts)
        rows = [
            (row, *span) for row, (text, said) in enumerate(zip(texts.fill_null("").to_list(), before, strict=True)) for span in self.mark(text, Before((said,) if said else ()))
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=SPANS, orient="row")
