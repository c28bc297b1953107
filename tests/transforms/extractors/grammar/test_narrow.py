import re

import polars as pl
import pytest

from tests.transforms.extractors.talk import registry, turns
from transforms.extractors import grammar
from transforms.extractors.exemplars import seed
from transforms.extractors.grammar import GrammarExtractor
from transforms.extractors.grammar.context import asked
from transforms.extractors.grammar.gates import gates
from transforms.extractors.grammar.narrow import may_ask, narrowed, relaxed

LINES = [*(line.text for line in seed().sentences), *(line.text for line in seed().marked[::2])]
TEXTS = pl.Series([*LINES, *(f"{a} {b}" for a, b in zip(LINES[::3], LINES[1::3], strict=False)), "STOP", "¿Puede llamarme? I'd prefer email."])


@pytest.mark.parametrize("speaker", ["c", "a"])
def test_what_is_found_is_the_same_behind_narrowed_gates(speaker, monkeypatch):
    spoken = turns("b: hello", *(f"{speaker}: {text}" for text in TEXTS))
    narrow = GrammarExtractor(registry()).extract(spoken)
    monkeypatch.setattr(grammar, "narrowed", lambda texts, wide: wide)
    assert len(narrow) > 100
    assert narrow.equals(GrammarExtractor(registry()).extract(spoken))


def test_narrowed_gates_let_few_texts_through():
    wide = gates(TEXTS)
    assert (narrowed(TEXTS, wide) != 0).sum() < 0.8 * (wide != 0).sum()


def test_what_asks_is_worth_asking():
    assert all(is_worth or not asked(text) for text, is_worth in zip(TEXTS, may_ask(TEXTS), strict=True))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"(?i)\b(?P<what>plan)(?! is\b)$", "my PLAN"), (r"(?<!\S)[^)(?=]+(?=a|$)", "x"), (r"^so\b", "well. so"), (r"\w\d[\w(?=-]\W", "a1( ")],
)
def test_a_relaxed_pattern_matches_more(pattern, text):
    assert pl.Series([text]).str.contains(relaxed(re.compile(pattern)))[0]
