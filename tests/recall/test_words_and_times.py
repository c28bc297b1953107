from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.recall import times, words
from warehouse.recall.counting import counter

CLOCK = datetime(2024, 5, 15, 10)


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)), max_size=6))
def test_a_frame_and_a_question_have_the_same_words(texts: list[str | None]) -> None:
    framed = words.of_frame(pl.Series(texts, dtype=pl.String)).to_list()
    for text, found in zip(texts, framed, strict=True):
        if text is None or text.isascii():
            assert found == [words.number(term) for term in words.terms(text or "")]


def test_forms_of_a_word_meet_and_stop_words_go() -> None:
    assert words.terms("The customers were running") == words.terms("a customer's run") or words.terms("running")[0] == words.terms("runs")[0]
    assert words.terms("who was it") == []
    assert words.terms("Café") == words.terms("cafe")


@pytest.mark.parametrize(
    ("question", "begin", "end"),
    [
        ("What did I do in March?", "2024-03-01", "2024-04-01"),
        ("who called in December", "2023-12-01", "2024-01-01"),
        ("what happened last week", "2024-05-06", "2024-05-13"),
        ("the order of 5 May 2023", "2023-05-05", "2023-05-06"),
        ("the order of May 5th, 2023", "2023-05-05", "2023-05-06"),
        ("calls on 2024-02-29", "2024-02-29", "2024-03-01"),
        ("two weeks ago", "2024-04-28", "2024-05-05"),
        ("what was said last Friday", "2024-05-10", "2024-05-11"),
        ("plans made in 2023", "2023-01-01", "2024-01-01"),
        ("yesterday's call", "2024-05-14", "2024-05-15"),
        ("the past three months", "2024-02-15", "2024-05-16"),
    ],
)
def test_times_of_a_question(question: str, begin: str, end: str) -> None:
    assert times.intervals(question, CLOCK) == [(datetime.fromisoformat(begin), datetime.fromisoformat(end))]


@pytest.mark.parametrize("question", ["may I ask something", "she may know", "order 20240 in size 12", "on 2024-13-45", "in the past"])
def test_no_time_where_none_is_named(question: str) -> None:
    assert times.intervals(question, CLOCK) == []


def test_since_and_before_have_one_open_side() -> None:
    assert times.intervals("since January", CLOCK) == [(datetime(2024, 1, 1), None)]
    assert times.intervals("before 2024-03-01", CLOCK) == [(None, datetime(2024, 3, 1))]


@given(st.text(max_size=60))
def test_times_never_fail(question: str) -> None:
    times.intervals(question, CLOCK)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_word_pieces_are_never_fewer_than_words_and_marks(texts: list[str]) -> None:
    for plain, pieces in zip(counter("words")(texts), counter("minilm")(texts), strict=True):
        assert pieces >= plain


def test_an_unknown_tokenizer_is_one_clear_line() -> None:
    with pytest.raises(FileNotFoundError, match="no such file"):
        counter("/no/tokenizer.json")


def test_a_file_that_is_no_tokenizer_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ValueError, match="is no tokenizer"):
        counter(str(tmp_path / "tokenizer.json"))
