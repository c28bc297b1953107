import json

import pytest

from transforms.extractors.exemplars import ExemplarError, parse, seed


def test_the_three_forms_are_read():
    text = "\n".join(
        [
            json.dumps({"text": "I love rye.", "kind": "preference", "previous": "What bread do you like?"}),
            json.dumps({"text": "call me ana", "spans": [{"start": 8, "end": 11, "attribute": "person.name"}]}),
            "",
            json.dumps({"turns": [{"speaker": "customer", "text": "it works"}], "outcome": "resolved"}),
        ]
    )
    lines = parse("mine.jsonl", text)
    assert lines.sentences[0].asked == "What bread do you like?"
    assert lines.marked[0].spans == ((8, 11, "person.name"),)
    assert lines.conversations[0].outcome == "resolved"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("{", "not JSON"),
        ("[1]", "an object"),
        ('{"kind": "none"}', "text is missing"),
        ('{"text": "hi"}', "needs kind, spans or turns"),
        ('{"text": "hi", "kind": "greeting"}', "kind must be one of"),
        ('{"text": "hi", "spans": [{"start": 0, "end": 9, "attribute": "a"}]}', "outside its text"),
        ('{"text": "hi ho", "spans": [{"start": 0, "end": 3, "attribute": "a"}, {"start": 2, "end": 5, "attribute": "b"}]}', "two spans overlap"),
        ('{"text": "hi", "spans": [{"start": 0}]}', "a span needs"),
        ('{"turns": [], "outcome": "resolved"}', "turns must be"),
        ('{"turns": [{"speaker": "customer", "text": "x"}], "outcome": "maybe"}', "outcome must be"),
    ],
)
def test_an_error_names_file_and_line_and_quotes_nothing(row, what):
    with pytest.raises(ExemplarError, match=f"mine.jsonl, line 2: .*{what}"):
        parse("mine.jsonl", '{"text": "secret words", "kind": "none"}\n' + row)


def test_a_line_that_follows_the_one_above_is_the_same_conversation():
    rows = [
        {"text": "i need my balance", "spans": [], "previous": "hello"},
        {"text": "sure", "spans": [], "previous": "i need my balance"},
        {"text": "4523", "spans": [{"start": 0, "end": 4, "attribute": "account.number"}], "previous": "sure"},
    ]
    assert parse("f", "\n".join(map(json.dumps, rows))).marked[2].history == ("hello", "i need my balance", "sure")


def test_the_seed_has_a_thousand_lines_over_every_form():
    lines = seed()
    assert len(lines.sentences) > 1000 and len(lines.marked) > 1000 and len(lines.conversations) >= 60
    assert {"preference", "fact", "issue", "request", "commitment", "sentiment", "consent", "relationship", "event", "none"} <= {s.kind for s in lines.sentences}
