import json
from pathlib import Path

import pytest

from tests.orchestration.cli.running import tellonce


def test_the_answer_is_the_object_of_the_contract(home: Path):
    ran = tellonce("recall", "ana@example.com", "Which seat?", "--token-budget", 60, "--limit", 2, "--json", "--home", home)
    answer = json.loads(ran.out)
    assert ran.code == 0 and answer["customer_id"] == "c-ana"
    assert {"query", "profile", "observations", "summaries", "communications", "knowledge", "context", "meta"} <= set(answer)
    assert answer["meta"]["tokensUsed"] <= 60 and len(answer["observations"]) <= 2


def test_who_is_unknown_is_null_and_done(home: Path):
    ran = tellonce("recall", "nobody@example.com", "anything", "--json", "--home", home)
    assert ran.code == 0 and json.loads(ran.out)["customer_id"] is None
    assert "unknown" in tellonce("recall", "nobody@example.com", "anything", "--home", home).out


def test_a_batch_is_answered_in_order_with_its_own_options(home: Path, tmp_path: Path):
    questions = [
        {"qid": 2, "identity": "email:ana@example.com", "query": "seat", "limit": 1},
        {"qid": "x", "identity": "email:nobody@example.com", "query": "seat", "tokenBudget": 5},
        {"identity": "email:bo@example.com", "query": "seat", "as-of": "2024-01-05", "kinds": ["preference"], "communications": 1},
    ]
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text("\n".join(map(json.dumps, questions)) + "\n\n")
    assert tellonce("recall", "--batch", asked, "--out", out, "--home", home).code == 0
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [a["qid"] for a in answers] == [2, "x", None]
    assert len(answers[0]["observations"]) == 1 and answers[1]["meta"]["tokenBudget"] == 5 and len(answers[2]["communications"]) <= 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2: is not a JSON object"),
        ("[]", "line 2: "),
        ('{"query": "q"}', "line 2: identity is missing"),
        ('{"identity": "x", "query": "q"}', "line 2: an identity is written type:value"),
        ('{"identity": "email:a@example.com", "query": "q", "budget": 3}', "line 2: unknown option 'budget'"),
        ('{"identity": "email:a@example.com", "query": "q", "as_of": "soon"}', "line 2: 'soon' is no time"),
        ('{"identity": "email:a@example.com", "query": "q", "limit": -1}', "line 2: limit is a whole number"),
    ],
)
def test_a_line_that_cannot_be_asked_is_named_and_nothing_is_written(line: str, says: str, home: Path, tmp_path: Path):
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text('{"identity": "email:a@example.com", "query": "q"}\n' + line)
    ran = tellonce("recall", "--batch", asked, "--out", out, "--home", home)
    assert ran.code == 2 and says in ran.err and ran.err.count("\n") == 1
    assert not out.exists()


def test_an_encoder_that_did_not_make_the_snapshot_is_refused(home: Path, tmp_path: Path):
    (tmp_path / "tellonce.toml").write_text("[encoder]\nname = 'minilm'")
    ran = tellonce("recall", "ana@example.com", "seat", "--home", home, "--config", tmp_path / "tellonce.toml")
    assert ran.code == 2 and "was made with encoder wordllama" in ran.err


def test_handoff_and_search(home: Path):
    block = json.loads(tellonce("handoff", "ana@example.com", "--json", "--home", home).out)
    assert block["customer_id"] == "c-ana" and block["context"]
    assert json.loads(tellonce("handoff", "nobody@example.com", "--json", "--home", home).out)["customer_id"] is None
    found = json.loads(tellonce("search", "seat on a flight", "--limit", 3, "--json", "--home", home).out)
    assert 0 < len(found) <= 3 and "seat" in found[0]["content"]
    found = json.loads(tellonce("search", "dogs", "--where", "contact.preferred_channel=sms", "--json", "--home", home).out)
    assert {row["customer_id"] for row in found} == {"c-ana"}
    ran = tellonce("search", "dogs", "--where", "plus", "--home", home)
    assert ran.code == 2 and "say ATTRIBUTE=VALUE" in ran.err


def test_a_recall_is_logged_without_its_question(home: Path):
    tellonce("recall", "ana@example.com", "a very particular question", "--home", home)
    logged = "".join(path.read_text() for path in (home / "recall_log").iterdir())
    assert "c-ana" in logged and "particular" not in logged
