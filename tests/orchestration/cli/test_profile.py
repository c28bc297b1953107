import json
from pathlib import Path

import pytest

from tests.orchestration.cli.running import tellonce

ANA, OTHER = "a" * 32, "b" * 32


def profile(home: Path, *arguments: str) -> dict:
    ran = tellonce("profile", *arguments, "--json", "--home", home)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def cities(answer: dict) -> list[str]:
    return [each["value"] for each in answer["attributes"]]


def test_the_profile_now_has_the_shape_of_the_contract(home: Path):
    assert profile(home, "email:ana@example.com") == {
        "customer_id": ANA,
        "identities": ["email:ana@example.com", "phone:+14155550100"],
        "attributes": [
            {"attribute": "location.city", "value": "York", "valid_from": "2026-03-03T12:00:00Z", "valid_to": None, "known_from": "2026-03-10T12:00:00Z",
             "known_to": None, "observation_ids": ["o2"]}
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "written", ["EMAIL: Ana@Example.com", "ana@example.com", "phone:+1 (415) 555-0100", "+1 415 555 0100", ANA, "email_address:ana@example.com"]
)
def test_an_identity_in_any_spelling(written: str, home: Path):
    assert profile(home, written)["customer_id"] == ANA


@pytest.mark.parametrize(
    ("as_of", "known_as_of", "held"),
    [
        ("2026-03-02", None, ["Leeds"]),
        ("2026-03-05", None, ["York"]),
        ("2026-03-05", "2026-03-06", ["Leeds"]),
        ("2026-03-05", "2026-03-10T12:00:00Z", ["York"]),
        ("2026-03-05", "2026-03-10T13:59:59+02:00", ["Leeds"]),
        ("2026-03-03T12:00:00Z", None, ["York"]),
        ("2026-02-01", None, []),
        (None, "2026-03-06", ["Leeds"]),
        (None, "2026-03-20", ["York"]),
    ],
)
def test_both_clocks(as_of: str | None, known_as_of: str | None, held: list[str], home: Path):
    options = [*(["--as-of", as_of] if as_of else []), *(["--known-as-of", known_as_of] if known_as_of else [])]
    assert cities(profile(home, "email:ana@example.com", *options)) == held


def test_the_customer_is_the_one_the_identity_belonged_to_then(home: Path):
    before = profile(home, "phone:+14155550100", "--known-as-of", "2026-03-04")
    assert before["customer_id"] == OTHER and before["identities"] == ["phone:+14155550100"] and cities(before) == ["es"]
    assert profile(home, "phone:+14155550100", "--known-as-of", "2026-03-07")["customer_id"] == ANA


@pytest.mark.parametrize("arguments", [["email:nobody@example.com"], ["email:ana@example.com", "--known-as-of", "2020-01-01"], ["zendesk_user:7"]])
def test_who_is_unknown_or_was_then_is_null_and_done(arguments: list[str], home: Path):
    assert profile(home, *arguments) == {"customer_id": None, "identities": [], "attributes": []}


def test_history_tells_every_change_with_its_quote_and_conversation(home: Path):
    changes = profile(home, "email:ana@example.com", "--history")["changes"]
    assert [(c["value"], c["change_reason"], c["known_to"]) for c in changes] == [
        ("Leeds", "first", "2026-03-10T12:00:00Z"), ("Leeds", "first", None), ("York", "update", None),
    ]  # fmt: skip
    assert changes[2]["evidence"][0]["quote"] == "we moved to\nYork" and changes[2]["evidence"][0]["conversation_id"] == "t2"


def test_history_tells_what_was_replaced_which_recalls_returned_it_and_who_was_sent_it(home: Path):
    leeds, _, york = profile(home, "email:ana@example.com", "--history")["changes"]
    assert york["replaced"] == ["Leeds"] and leeds["replaced"] == []
    assert york["recalls"] == [{"recall_id": "r1", "recalled_at": "2026-03-12T00:00:00Z"}] and leeds["recalls"] == []
    assert york["sent_to"] == [{"target": "crm", "object": "Contact", "status": "accepted", "changed_at": "2026-03-13T00:00:00Z"}] and leeds["sent_to"] == []
    shown = tellonce("profile", "email:ana@example.com", "--history", "--home", home).out
    assert "in place of Leeds" in shown and "returned by 1 recall" in shown and "sent to crm" in shown


def test_history_of_an_identity_that_moved_tells_both_customers(home: Path):
    assert {c["customer_id"] for c in profile(home, "phone:+14155550100", "--history")["changes"]} == {ANA, OTHER}


def test_for_people(home: Path):
    assert "York" in tellonce("profile", "email:ana@example.com", "--home", home).out
    assert "“we moved to York”" in tellonce("profile", "email:ana@example.com", "--history", "--home", home).out
    assert "unknown" in tellonce("profile", "email:nobody@example.com", "--home", home).out
