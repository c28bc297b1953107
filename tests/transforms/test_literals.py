import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.literals import Rules, needed
from transforms.matters import plain

RULES = [(r"\bca ?n'?t\b", "can not"), (r"\bcan not (?:stand|bear)\b", "hate"), (r"(\w)'s?(?=\s|$)", r"\1"), (r"\b(\d+) ?mins?\b", r"\1 minute"), (r"^(?:(?:so|well)[, ])+", ""), (r"\s+", " ")]
WORDS = ["so", "can't", "cant", "stand", "bear", "mum's", "20", "mins", "well,", "min", "5min", "x"]


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_rules_do_what_each_of_them_would_do_in_turn(text):
    wanted = text
    for pattern, said in RULES:
        wanted = re.sub(pattern, said, wanted)
    assert Rules(RULES).apply(text) == wanted


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\b(?:gave up|quit)\b", {"gave up", "quit"}),
        (r"a*", set()),
        (r"(?:one|\d) of them", {" of them"}),
        (r"(?<=paid )\w+", set()),
        (r"[’`]", {"’", "`"}),
        (r"(?:x|y?)z?", set()),
        (r"(?:ab){2,}", {"ab"}),
    ],
)
def test_a_pattern_needs_one_of_its_literals(pattern, literals):
    assert needed(pattern) == literals


def test_most_rules_of_plain_words_are_spared():
    assert sum(not needed(pattern) for pattern, _ in (*plain._SPELLED, *plain._TURNS)) < 6
